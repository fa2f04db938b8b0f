"""A backtest of 10,000 past conversations on one core: every word of the customer, two policies.

Warm: turns kept what was heard in them, as every turn of this release does; only topics' words
are looked for again. Cold: nothing was kept, every text is read anew by the model. In both rows
the process runs on one core and has loaded its weights; conversations come from the database, and
progress and changed conversations are written to it. No floor: nothing simpler does the same.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta

from django.utils import timezone

from bench.rows import Goal, Row, Run
from bench.workspace import workspace
from escalation.deciding import Exchange, Facts
from escalation.facts.gather import Draft, gather, with_draft
from escalation.models import Backtest, EscalationRule, RiskTopic
from escalation.rules import Moment
from escalation.signals.meaning import BY_WORDS
from helpdesk.assistant.models import Turn
from helpdesk.backtests import starting, working
from helpdesk.conversations.models import Contact, Conversation
from tenants.context import in_tenant

CONVERSATIONS = 10_000
# Reading anew takes many times as long: a tenth tells as much.
COLD_DAYS = 3
# So many different messages; each is read as often as a batch has it once.
TEXTS = 4_000
# Customer's messages in a conversation and how often so many, as in 250 real support threads
# (mean 2.6); words in a message below, with a long tail.
TURNS = {1: 34, 2: 25, 3: 17, 4: 11, 5: 7, 8: 4, 12: 2}
WORDS = {6: 30, 12: 35, 20: 20, 45: 11, 120: 4}
_OPENERS = "how do i|where can i|why does it not|i cannot|please help me|is it possible to|we tried"
_DO = "export|import|cancel|change|share|merge|print|approve|delete|restore|download|connect"
_WHAT = "invoices|receipts|the report|our plan|a payment|the calendar|customers|a bank feed|users"
_MORE = (
    "since monday|for our accountant|in the app|before the end of the month|again|with two people"
    "|as a csv file|without the address|on my phone|for the whole team|it says error"
    "|and nobody could tell me why|that is what i need|the screen stays empty"
)
_ANGRY = (
    "this is useless|i am furious|i want to talk to a human|i was charged twice|that did not help"
)


def measure(run: Run) -> Iterator[Row]:
    count = CONVERSATIONS // 10 if run.quick else CONVERSATIONS
    with workspace("backtest") as tenant, in_tenant(tenant.schema_name), one_core():
        _fill(count, random.Random(7))
        _draft()
        goal = Goal(within=60 * count / CONVERSATIONS)
        took, note = _replayed(days=30)
        yield Row("backtest_warm", [took], unit="s", goal=goal, note=note)
        Turn.objects.update(facts={})
        took, note = _replayed(days=COLD_DAYS)
        yield Row("backtest_cold", [took], unit="s", note=f"{note}, all read anew")


@contextmanager
def one_core() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _replayed(*, days: int) -> tuple[float, str]:
    """Seconds from the first conversation to the finished figures, and what was replayed."""
    begun = starting.start("own", days=days)
    gather("warm up")
    began, busy = time.perf_counter(), time.process_time()
    working.work(begun.pk, seconds=3_600)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    done = Backtest.objects.get(pk=begun.pk)
    if done.state != "finished":
        raise RuntimeError("The backtest did not finish.")
    turns = done.figures["sums"]["turns"]
    return took, f"{done.done:,} conversations, {turns:,} messages, {worked:.1f} s of one core"


def _draft() -> None:
    """The draft differs from the policy in force by a topic of its own."""
    topic = RiskTopic.objects.create(name="bench", label="Bench", words="whole team\nbank feed")
    EscalationRule.objects.create(name="Bench", position=1, trigger="risk_topic", topic=topic)


def _heard(dice: random.Random) -> list[Facts]:
    """What is kept of some thousand different messages."""
    texts = (_text(dice) for _ in range(TEXTS))
    return [
        with_draft(
            gather(text, sense=BY_WORDS),
            Draft(f"Open {dice.choice(_WHAT.split('|'))}.", round(dice.random(), 2), grounded=True),
        )
        for text in texts
    ]


def _fill(count: int, dice: random.Random) -> None:
    now = timezone.now()
    contacts = Contact.objects.bulk_create(Contact(name=f"Contact {n}") for n in range(count // 2))
    times = [now - timedelta(seconds=dice.randrange(29 * 86_400)) for _ in range(count)]
    conversations = Conversation.objects.bulk_create(
        Conversation(contact=dice.choice(contacts), created_at=at, last_message_at=at, head=1)
        for at in times
    )
    heard = _heard(dice)
    for start in range(0, count, 500):
        some = conversations[start : start + 500]
        Turn.objects.bulk_create(turn for one in some for turn in _turns(one, heard, dice))


def _turns(
    conversation: Conversation, heard: Sequence[Facts], dice: random.Random
) -> Iterator[Turn]:
    history: list[Exchange] = []
    for number in range(dice.choices([*TURNS], [*TURNS.values()])[0]):
        facts = replace(dice.choice(heard), history=tuple(history))
        answer = f"Open {dice.choice(_WHAT.split('|'))} and choose more."
        yield _turn(conversation, number, answer, facts)
        history.append(Exchange(facts.question, answer))


def _turn(conversation: Conversation, number: int, answer: str, facts: Facts) -> Turn:
    return Turn(
        conversation=conversation,
        trigger_seq=2 * number + 1,
        reply_seq=2 * number + 2,
        outcome="answered",
        question=facts.question,
        answer=answer,
        confidence=facts.confidence,
        grounded=True,
        facts=asdict(facts),
        moment=Moment.ANSWER_DRAFTED,
        created_at=conversation.created_at + timedelta(minutes=number),
    )


def _text(dice: random.Random) -> str:
    words = [dice.choice(part.split("|")) for part in (_OPENERS, _DO, _WHAT)]
    wanted = dice.choices([*WORDS], [*WORDS.values()])[0]
    while len(" ".join(words).split()) < wanted:
        words.append(dice.choice(_MORE.split("|")))
    if dice.random() < 0.08:
        words.append(dice.choice(_ANGRY.split("|")))
    return f"{' '.join(words)} {dice.randrange(10_000)}?"
