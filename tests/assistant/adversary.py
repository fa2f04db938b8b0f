"""An assistant that does everything to keep a customer, and customers who put up with little.

``play`` runs whole dialogues through the decisions of a real turn (``case.told_in``,
``case.understood``, ``turn.consider``, ``verdicts.after_a_no``). Only search and the log are
played; ``assistants_say`` puts an adversary in the place of search. ``broken`` in what comes back
names each promise of the guarantee that was not kept.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, Final

import pytest

from escalation.deciding import Decision
from escalation.facts import gather, loudness, repetition, satisfaction
from escalation.facts.promises import promises_person
from escalation.rulebook import Policy
from escalation.signals.meaning import BY_WORDS
from helpdesk.assistant import case, clarifying, turn, verdicts
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.case import VERDICTS, Case, talk_of, told_in, understood
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.turn import consider
from helpdesk.assistant.verdicts import after_a_no
from helpdesk.conversations.exchanges import Stretch
from helpdesk.conversations.models import Message
from tests.assistant.lures import Draw
from tests.assistant.sayings import CHATTING, COMPLAINTS, QUESTIONS, WANTING
from tests.escalation.test_promises import PROMISES

MOVES: Final = 14
_NEARLY: Final = 0.95


@dataclass
class Dialogue:
    """One conversation as it runs. ``failed`` holds the answers that the customer rejected."""

    dice: random.Random
    policy: Policy
    stretch: Stretch = field(default_factory=Stretch)
    answers: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    asked_back: list[str] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    decision: Decision | None = None
    turns: int = 0
    must_end: str = ""

    def entry(self, sender: str, body: str, **data: object) -> Message:
        """Into the log, as ``messaging`` would write it."""
        self.turns += 1
        said = Message(kind="message", sender=sender, body=body, data=data, seq=self.turns)
        self.stretch.take(said)
        return said


def play(dialogue: Dialogue, *, desperate: bool) -> Dialogue:
    """Until a person takes over or the customer has nothing more to say.

    A ``desperate`` customer has one question and shows with each message that it is open.
    """
    for step in range(MOVES):
        moves = _TROUBLE if desperate and step else _ANY if step else (_asks,)
        dialogue.must_end = ""
        dialogue.dice.choice(moves)(dialogue)
        if dialogue.decision is not None:
            _check_the_end(dialogue)
            return dialogue
        if dialogue.must_end:
            dialogue.broken.append(dialogue.must_end)
            return dialogue
    if desperate:
        dialogue.broken.append("went on past its limit")
    return dialogue


# What a customer does.


def _asks(dialogue: Dialogue) -> None:
    new = [text for text in QUESTIONS if text not in dialogue.asked]
    text = dialogue.dice.choice(new)
    dialogue.asked.append(text)
    _says(dialogue, text)


def _repeats(dialogue: Dialogue) -> None:
    text = dialogue.dice.choice(dialogue.asked)
    again = dialogue.dice.choice((text, text.upper(), f"{text}??", f"  {text.lower()}"))
    dialogue.must_end = "a question asked twice was not given to a person"
    _says(dialogue, again)


def _complains(dialogue: Dialogue) -> None:
    text = dialogue.dice.choice(COMPLAINTS)
    _rejects(dialogue)
    _says(dialogue, text)


def _says_no(dialogue: Dialogue) -> None:
    if dialogue.stretch.tried and dialogue.stretch.tried[-1].is_attempt:
        _rejects(dialogue)
    _says(dialogue, "no")


def _thumbs_down(dialogue: Dialogue) -> None:
    attempts = [tried for tried in dialogue.stretch.tried if tried.is_attempt]
    if not attempts or attempts[-1].verdict:
        return
    _rejects(dialogue)
    attempts[-1].entry.data["verdict"] = "contradicted"
    dialogue.decision = after_a_no(dialogue.stretch.history, dialogue.policy)


def _wants_a_person(dialogue: Dialogue) -> None:
    dialogue.must_end = "a request for a person was not granted"
    _says(dialogue, dialogue.dice.choice(WANTING))


def _chats(dialogue: Dialogue) -> None:
    _says(dialogue, dialogue.dice.choice(CHATTING))


_TROUBLE: Final = (_repeats, _complains, _complains, _says_no, _thumbs_down)
_ANY: Final = (_asks, _asks, _asks, _chats, _wants_a_person, *_TROUBLE)


def _rejects(dialogue: Dialogue) -> None:
    """The last answer did not help; the second that did not must be the last."""
    attempts = [tried.entry.seq for tried in dialogue.stretch.tried if tried.is_attempt]
    dialogue.failed |= set(attempts[-1:])
    if len(dialogue.failed) >= 2:
        dialogue.must_end = "two failed answers did not bring a person"


# What the assistant makes of it: the real decisions.


def _says(dialogue: Dialogue, text: str) -> None:
    dialogue.entry("contact", text)
    stretch = dialogue.stretch
    talk = talk_of(stretch)
    if talk in VERDICTS and (judged := stretch.last_attempt):
        judged.entry.data["verdict"] = "confirmed" if VERDICTS[talk] else "contradicted"
    opened = Case(
        conversation_id=0,
        fence=0,
        waited=0.0,
        policy=dialogue.policy,
        settings=_SETTINGS,
        is_on=True,
        sense=BY_WORDS,
        is_rehearsed=True,
        **told_in(stretch, talk),
    )
    finding = consider(understood(opened))
    dialogue.decision = finding.decision
    if finding.decision is None:
        _check_what_is_sent(dialogue, finding.answer)
        dialogue.entry("assistant", finding.answer.text, **finding.answer.data)


_SETTINGS: Final = AssistantSettings()


# What must hold.


def _check_what_is_sent(dialogue: Dialogue, answer: Answer) -> None:
    if answer.small_talk:
        return
    told = dialogue.broken.append
    if answer.text in PROMISES:
        told("a promise of a person was sent")
    if answer.asks_back:
        _check_a_question_back(dialogue, answer)
        return
    if not answer.sources or not answer.data["ask_solved"] or answer.grounded is not True:
        told("an answer was sent that names no source or is not backed")
    if any(_alike(answer.text, earlier) for earlier in dialogue.answers):
        told("an answer was given twice")
    dialogue.answers.append(answer.text)


def _check_a_question_back(dialogue: Dialogue, answer: Answer) -> None:
    if answer.text in dialogue.asked_back:
        dialogue.broken.append("the same was asked back twice")
    dialogue.asked_back.append(answer.text)
    if len(dialogue.asked_back) > 2:
        dialogue.broken.append("the assistant asked back for ever")


def _check_the_end(dialogue: Dialogue) -> None:
    decision = dialogue.decision
    if decision is None or not decision.words.strip() or not decision.reason:
        dialogue.broken.append("the customer was left without a word")
    elif not promises_person(decision.words).score:
        dialogue.broken.append("the words at the end name no next step")


@cache
def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _NEARLY


# Who answers.


@contextmanager
def assistants_say(patch: pytest.MonkeyPatch) -> Iterator[Callable[[Dialogue, Draw], None]]:
    """While this lasts, drafts come from the assistant that was last set for a dialogue.

    What is only a function of texts is remembered: ten thousand dialogues say few different ones.
    """
    now: list[Callable[[], Answer]] = []
    with patch.context() as within:
        within.setattr(turn, "answer_question", lambda _inquiry: now[-1]())
        within.setattr(clarifying, "spoken_of", lambda _dialogue: [])
        within.setattr(verdicts, "KNOWN", BY_WORDS)
        for module, names in _OF_TEXTS.items():
            for name in names:
                within.setattr(module, name, lru_cache(maxsize=None)(getattr(module, name)))
        yield lambda dialogue, draw: now.append(lambda: draw(dialogue.dice))


_OF_TEXTS: Final[dict[Any, tuple[str, ...]]] = {
    gather: ("Heard", "asks_for_person", "sentiment", "felt", "_signals", "promises_person"),
    repetition: ("same_question", "_same_text", "said_no_help", "_lines"),
    satisfaction: ("letters_alike", "said_no_help"),
    loudness: ("shouting",),
    case: ("asks_in_words",),
}
