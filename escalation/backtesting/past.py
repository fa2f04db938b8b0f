"""A past conversation as a value: what was asked and answered, and what really happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from escalation.deciding import Exchange, Facts, Signal
from escalation.facts.gather import IN_FULL, Draft, gather, with_draft
from escalation.signals.meaning import Sense


class Kind(StrEnum):
    """What the customer did, to which the assistant had to find an answer."""

    WROTE = "wrote"
    # Pressed the button for a person.
    PRESSED = "pressed"
    # Said by the button that an answer did not help.
    SAID_NO = "said_no"
    # Waited longer than is promised.
    WAITED = "waited"


class Judged(StrEnum):
    """What the agent who took over said of the moment; empty: nothing."""

    NOT = ""
    TOO_EARLY = "too_early"
    RIGHT = "right"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One thing the customer did, and what the assistant made of it.

    ``place`` numbers the customer's message in the conversation. ``answer`` is None where nobody
    knows what the assistant would have said, because a person had to take over before it was
    asked. ``counts`` is false for small talk and questions back: they are no attempts to help.
    ``is_fresh``: another matter begins, what went before says nothing about it. ``facts`` are
    what was seen at the time; ``read`` finds them where nobody kept them.
    """

    place: int
    question: str
    answer: str | None = None
    at: datetime | None = None
    kind: Kind = Kind.WROTE
    confidence: float | None = None
    grounded: bool | None = None
    verdict: str = ""
    counts: bool = True
    is_fresh: bool = False
    facts: Facts | None = None

    @property
    def exchange(self) -> Exchange:
        """The same as later turns look back on it."""
        return Exchange(self.question, self.answer or "", self.verdict)

    @property
    def was_answered(self) -> bool:
        return bool(self.answer)


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of the conversation, as far as anybody knows.

    ``handed_over_at`` is the place of the turn at which a person really took over; None: none did.
    ``is_untold``: nobody wrote down what became of it.
    """

    asked_for_person: bool = False
    left: bool = False
    rated_poorly: bool = False
    came_back: bool = False
    judged: Judged = Judged.NOT
    handed_over_at: int | None = None
    is_untold: bool = False

    @property
    def needed_person(self) -> bool | None:
        """Whether a person was needed. None: nobody can say, as where a person took over.

        Yes: the customer asked for one, left without an answer, rated poorly or came back within
        48 hours, or the agent called the hand-off right or too late. No: the agent called it too
        early, or the assistant had the conversation alone and none of these happened.
        """
        if self.judged is Judged.TOO_EARLY:
            return self.asked_for_person
        if self.judged or self.reasons:
            return True
        return None if self.is_untold or self.handed_over_at is not None else False

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a person was needed, in words; without the agent's verdict."""
        told = {
            "asked for a person": self.asked_for_person,
            "left without an answer": self.left,
            "rated it poorly": self.rated_poorly,
            "came back within 48 hours": self.came_back,
        }
        return tuple(words for words, is_so in told.items() if is_so)


@dataclass(frozen=True, slots=True)
class PastConversation:
    """Turns oldest first; ``key`` names it for whoever handed it in."""

    key: str
    turns: tuple[PastTurn, ...]
    happened: Happened = field(default_factory=Happened)

    @property
    def is_read(self) -> bool:
        return all(turn.facts is not None for turn in self.turns)


def read(past: PastConversation, sense: Sense = IN_FULL) -> PastConversation:
    """The same with the facts of every turn, gathered as a live turn gathers them.

    Topics are left out: they are policy, and ``replaying`` looks for them. What is kept is kept.
    """
    turns: list[PastTurn] = []
    history: list[Exchange] = []
    for turn in past.turns:
        if turn.is_fresh:
            history = []
        turns.append(turn if turn.facts else replace(turn, facts=facts_for(turn, history, sense)))
        if turn.counts and turn.was_answered and turn.kind is Kind.WROTE:
            history.append(turn.exchange)
    return replace(past, turns=tuple(turns))


def facts_for(turn: PastTurn, history: Sequence[Exchange], sense: Sense = IN_FULL) -> Facts:
    """What is seen in one turn after these exchanges of the same matter, without topics."""
    facts = gather(turn.question, history, sense=sense)
    if turn.kind is Kind.PRESSED:
        return replace(facts, asks_for_person=Signal(1.0, (turn.question,)))
    if turn.answer is None:
        return replace(facts, deadline_missed=turn.kind is Kind.WAITED)
    return with_draft(facts, Draft(turn.answer, turn.confidence, turn.grounded))
