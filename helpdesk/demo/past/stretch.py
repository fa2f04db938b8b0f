"""What was asked and answered since the assistant took up a past conversation."""

from dataclasses import dataclass, field

from escalation.deciding import Exchange
from helpdesk.demo.past.records import Entry, PastTurn


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of the assistant to what was asked before it."""

    question: str
    entry: Entry
    turn: PastTurn


@dataclass(slots=True)
class Stretch:
    """The same that ``conversations.exchanges`` reads from the log, on plain values."""

    tried: list[Attempt] = field(default_factory=list)
    asked: list[Entry] = field(default_factory=list)

    @property
    def question(self) -> str:
        return "\n".join(entry.body for entry in self.asked)

    @property
    def history(self) -> tuple[Exchange, ...]:
        return tuple(Exchange(one.question, one.entry.body, one.turn.verdict) for one in self.tried)

    @property
    def last_turn(self) -> PastTurn:
        """Raises ``IndexError`` when nothing was answered yet."""
        return self.tried[-1].turn

    def hear(self, entry: Entry) -> None:
        self.asked.append(entry)

    def try_answer(self, entry: Entry, turn: PastTurn) -> None:
        self.tried.append(Attempt(self.question, entry, turn))
        self.asked = []
