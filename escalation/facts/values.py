"""What a rule may look at, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Signal:
    """One fact as a number, the words that made it, and which kinds of it they are."""

    score: float = 0.0
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicFound:
    """A risk topic that a message touches, how clearly (0–1), and the words that made it.

    ``missed``: the topic's own threshold, where that was lowered so that this counts.
    """

    name: str
    label: str
    words: tuple[str, ...]
    score: float = 1.0
    missed: float | None = None


@dataclass(frozen=True)
class Exchange:
    """One question and what the assistant answered; verdict as the customer gave it, or ""."""

    question: str
    answer: str
    verdict: str = ""


@dataclass(frozen=True)
class Circumstances:
    """Who writes, and from where. Empty or None: not known.

    ``language`` is a code such as ``"de-AT"``, ``page`` the address that the contact is on.
    ``is_open`` says whether the default team is there.
    """

    language: str = ""
    is_identified: bool | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    is_open: bool | None = None


NOT_KNOWN: Final = Circumstances()


@dataclass(frozen=True)
class Facts:
    """All that a rule may look at. None means: not known at this moment.

    ``signals`` has what else is heard, by name: docs/signals.md lists them. ``course`` is the
    mood of the questions before this one and of this one. ``asked`` is what the assistant asked
    back in this matter, oldest first; ``asks_back`` says that the draft would ask once more.
    """

    question: str = ""
    history: tuple[Exchange, ...] = ()
    about: Circumstances = NOT_KNOWN
    asks_for_person: Signal = Signal()
    topics: tuple[TopicFound, ...] = ()
    sentiment: Signal = Signal()
    course: tuple[float, ...] = ()
    signals: Mapping[str, Signal] = field(default_factory=dict)
    failed_attempts: int = 0
    failures: tuple[str, ...] = ()
    rephrased: Signal = Signal()
    asked: tuple[str, ...] = ()
    repeated_answer: Signal = Signal()
    repeated_question: Signal = Signal()
    promised_person: Signal = Signal()
    asks_back: bool = False
    confidence: float | None = None
    grounded: bool | None = None
    has_answer: bool | None = None
    model_available: bool = True
    deadline_missed: bool = False

    def signal(self, name: str) -> Signal:
        """What is heard by this name; nothing where it was not listened for."""
        return self.signals.get(name, Signal())
