"""What a turn works on: the question, what went before it, and the policy, as plain values."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from escalation.deciding import Decision, Exchange, Facts, Moment
from escalation.facts.asking import asks_in_words
from escalation.facts.gather import IN_FULL, gather
from escalation.facts.repetition import rephrased
from escalation.rulebook import Policy, current_policy
from escalation.rules import LIMITS, Priority, Trigger
from escalation.signals.meaning import Sense, meaning_of
from helpdesk.assistant import judging, small_talk
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.models import AssistantSettings
from helpdesk.conversations import lifecycle
from helpdesk.conversations.access import locked
from helpdesk.conversations.circumstances import circumstances_of
from helpdesk.conversations.exchanges import Stretch, assisted_stretch, seconds_since
from helpdesk.conversations.models import Conversation
from knowledge import field as field_of

Status = Conversation.Status

# "Did that solve it?" can be answered by a word instead of a button.
VERDICTS = {small_talk.Kind.SOLVED: True, small_talk.Kind.NOT_SOLVED: False}
# What reopens a conversation that was done.
_MATTERS = (small_talk.Kind.GREETING, small_talk.Kind.NOT_SOLVED, small_talk.Kind.FILES)
_COURTESIES = (
    *(small_talk.Kind.THANKS, small_talk.Kind.NOTED, small_talk.Kind.GOODBYE),
    small_talk.Kind.SOLVED,
)
_COURTESIES_ONLY = (small_talk.Kind.THANKS,)
_THE_SAME = LIMITS[Trigger.REPHRASED_QUESTION].high
OFF_WORDS = "Thank you for your message. A person on our team will read it and reply to you here."


@dataclass(frozen=True, slots=True)
class Case:
    """A burst of messages that waits for an answer, named by its last, ``seq``.

    ``fence`` is the ownership under which to give it. ``waited``: for how many seconds its first
    message had waited when the case was opened, by the database's clock. ``policy`` is the one that
    was live then, whatever is published until the turn ends.
    """

    conversation_id: int
    seq: int
    first_seq: int
    fence: int
    waited: float
    facts: Facts
    policy: Policy
    settings: AssistantSettings
    small_talk: small_talk.Kind | None
    said_before: int
    has_files: bool
    is_on: bool
    # What the facts are gathered by, once no transaction is open.
    sense: Sense = IN_FULL
    # What was written last, where the question has more; "agent" alone is clear, and only alone.
    latest: str = ""
    # Whether the customer replies to a question of ours.
    was_asked_back: bool = False
    # In which language the customer reads the screen, where that is known.
    locale: str = ""
    # A question that nobody asked: to see what would be done with it.
    is_rehearsed: bool = False
    opened: float = field(default_factory=time.monotonic)

    @property
    def waiting(self) -> float:
        """For how many seconds the customer has waited by now, whatever our clock says it is."""
        return self.waited + time.monotonic() - self.opened

    @property
    def seconds_left(self) -> float:
        """What a model may take, so that the customer has an answer in time whatever it does."""
        return float(django_settings.ASSISTANT_DEADLINE_SECONDS) - self.waiting

    @property
    def question(self) -> str:
        return self.facts.question

    @property
    def asked(self) -> tuple[str, ...]:
        """What we asked back in this matter, oldest first."""
        return self.facts.asked

    @property
    def earlier(self) -> list[str]:
        """The questions before this one, oldest first."""
        return [exchange.question for exchange in self.facts.history]

    @property
    def before(self) -> list[str]:
        """What both sides said before the question, oldest first."""
        return [line for one in self.facts.history for line in (one.question, one.answer)]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a turn comes to: facts, an answer if one was drafted, a decision if a rule held."""

    facts: Facts
    moment: Moment
    answer: Answer
    decision: Decision | None


@transaction.atomic
def open_case(conversation_id: int, seq: int) -> Case | None:
    """The case of the message ``seq``, or None when there is nothing to answer any more.

    Its facts are the question and the history: ``understood`` finds the others.

    That is so when it was answered, when a newer message came (which has a turn of its own and
    answers the whole burst), or when a person has the conversation.
    """
    conversation = locked(conversation_id)
    stretch = assisted_stretch(conversation_id)
    if not stretch.asked or stretch.asked[-1].seq != seq:
        return None
    talk = talk_of(stretch)
    if talk in VERDICTS and (judged := stretch.last_attempt):
        judging.mark(conversation_id, judged.entry.seq, solved=VERDICTS[talk])
        stretch = assisted_stretch(conversation_id)
    conversation = _taken_up(conversation, talk)
    if conversation.status != Status.ASSISTED and not _only_polite(conversation, talk):
        return None
    return _case(conversation, stretch, talk)


def understood(case: Case) -> Case:
    """The same with all its facts. Asks a model on this machine: no transaction may be open."""
    facts = gather(case.question, case.facts.history, case.policy.spec, sense=case.sense)
    asks = max(facts.asks_for_person, asks_in_words(case.latest), key=lambda signal: signal.score)
    told = replace(facts, asked=case.asked, about=case.facts.about, asks_for_person=asks)
    return replace(case, facts=told)


def switched_off(case: Case) -> Decision | None:
    """A person takes over at once where the assistant may not answer."""
    if case.is_on:
        return None
    return Decision(
        trigger=Trigger.MODEL_UNAVAILABLE,
        rule_name="Assistant switched off",
        team_id=None,
        priority=Priority.NORMAL,
        words=OFF_WORDS,
        reason=_("The assistant is switched off here."),
        policy_version=case.policy.number,
    )


def _case(conversation: Conversation, stretch: Stretch, talk: small_talk.Kind | None) -> Case:
    settings, policy = AssistantSettings.current(), current_policy()
    told = told_in(stretch, talk)
    about = circumstances_of(conversation.pk, policy.spec.rules)
    return Case(
        conversation_id=conversation.pk,
        fence=conversation.fence,
        waited=seconds_since(stretch.asked[0]),
        sense=Sense(meaning_of, field_of.centre() if stretch.tried else None),
        policy=policy,
        settings=settings,
        locale=conversation.locale or conversation.contact.locale,
        is_on=settings.is_on and conversation.assistant_on,
        **{**told, "facts": replace(told["facts"], about=about)},
    )


def told_in(stretch: Stretch, talk: small_talk.Kind | None) -> dict[str, Any]:
    """The fields of a case that the conversation itself tells; reads nothing else."""
    question, history = _asked_in_all(stretch)
    return {
        "seq": stretch.asked[-1].seq,
        "first_seq": stretch.asked[0].seq,
        "facts": Facts(question=question, history=tuple(history), asked=_asked_back(stretch)),
        "latest": stretch.asked[-1].body,
        "small_talk": talk,
        "said_before": sum(tried.entry.data.get("small_talk") == talk for tried in stretch.tried),
        "has_files": stretch.has_files,
        "was_asked_back": _was_asked(stretch),
    }


def _asked_in_all(stretch: Stretch) -> tuple[str, tuple[Exchange, ...]]:
    """The question and what went before it. A reply to ours completes what was asked first.

    Who only says again what they said before was not helped by being asked, and that counts.
    """
    before = (*stretch.history, *stretch.unanswered)
    if rephrased(stretch.question, before).score >= _THE_SAME:
        return stretch.question, before
    asked = [one.question for one in stretch.unanswered] if stretch.pending else []
    return "\n".join([*asked, stretch.question]), stretch.history


def _asked_back(stretch: Stretch) -> tuple[str, ...]:
    return tuple(tried.entry.body for tried in stretch.tried if tried.asks_back)


def _was_asked(stretch: Stretch) -> bool:
    """Whether the last thing the assistant said asked for more."""
    last = stretch.tried[-1].entry.data if stretch.tried else {}
    return bool(last.get("asks_back")) or last.get("small_talk") in small_talk.STUCK


def _taken_up(conversation: Conversation, talk: small_talk.Kind | None) -> Conversation:
    """Reopen what was done, unless the customer only says thanks."""
    if conversation.status not in (Status.RESOLVED, Status.SNOOZED):
        return conversation
    if _only_polite(conversation, talk):
        return conversation
    return lifecycle.reopen(conversation.pk)


def _only_polite(conversation: Conversation, talk: small_talk.Kind | None) -> bool:
    return talk not in (None, *_MATTERS) and conversation.status == Status.RESOLVED


def talk_of(stretch: Stretch) -> small_talk.Kind | None:
    """Which small talk is all that is asked now; None when it is a matter."""
    if stretch.has_files and not stretch.question.strip():
        return small_talk.Kind.FILES
    talk = small_talk.kind_of(
        stretch.question,
        after_answer=_after_answer(stretch),
        had_answer=stretch.last_attempt is not None,
    )
    if stretch.pending and talk not in _COURTESIES_ONLY:
        # "No" to a question of ours is a reply, not a farewell.
        return None
    # Who sends a file has a matter, whatever stands beside it.
    return None if stretch.has_files and talk in _COURTESIES else talk


def _after_answer(stretch: Stretch) -> bool:
    return bool(stretch.tried) and stretch.tried[-1].is_attempt
