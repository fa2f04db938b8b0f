"""What each side has seen: filled in by visitors and agents, read by the account at the end."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Seen:
    """One reader's screen: entry numbers in the order in which they were shown, and when."""

    order: list[int] = field(default_factory=list)
    at: dict[int, float] = field(default_factory=dict)
    upto: int = 0
    twice: int = 0

    def show(self, seq: int, now: float) -> None:
        if seq in self.at:
            self.twice += 1
        else:
            self.at[seq] = now
        self.order.append(seq)


@dataclass
class Said:
    """One message of a visitor. Times are seconds of ``time.monotonic``."""

    body: str
    tried_at: float
    tries: int = 0
    acked_at: float | None = None
    seq: int = 0


@dataclass
class Talk:
    """One conversation as the world outside knows it."""

    firm: str
    public_id: str = ""
    said: list[Said] = field(default_factory=list)
    tab: Seen = field(default_factory=Seen)
    second: Seen = field(default_factory=Seen)
    desk: Seen = field(default_factory=Seen)
    foreign: int = 0

    @property
    def tabs(self) -> tuple[Seen, Seen]:
        """What the visitor sees, in two tabs."""
        return self.tab, self.second

    @property
    def screens(self) -> dict[str, Seen]:
        """All three readers, by what they are called."""
        return {"first tab": self.tab, "second tab": self.second, "desk": self.desk}

    @property
    def acked(self) -> list[Said]:
        return [one for one in self.said if one.acked_at is not None]


@dataclass
class Ledger:
    """Everything that was seen in one run."""

    talks: list[Talk] = field(default_factory=list)
    # Why messages were refused for a while, and how lines ended: "told" or "cut".
    nacks: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)

    def by_public_id(self, public_id: str) -> Talk | None:
        return next((talk for talk in self.talks if talk.public_id == public_id), None)
