"""Who of those who are there gets a conversation: by skill, load and turn, as pure values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who is there; ``load`` is how many conversations they have open now."""

    agent_id: int
    load: int
    capacity: int
    skills: frozenset[str] = frozenset()
    # When they were last given one.
    given_at: datetime | None = None

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


def choose(
    candidates: Sequence[Candidate], needs: Iterable[str], *, by_load: bool
) -> Candidate | None:
    """Who gets a conversation that ``needs`` these skills; None: nobody has room now.

    Who has more of the skills goes first, as long as they are there: an idle colleague does not
    get what a busy expert can do. Where nobody there has any, anybody does. Then the least share of
    their capacity is taken (``by_load``) or whoever was given one longest ago (round robin).
    """
    wanted = frozenset(needs)
    best = max((len(one.skills & wanted) for one in candidates), default=0)
    able = [one for one in candidates if one.has_room and len(one.skills & wanted) == best]
    return min(able, key=lambda one: _rank(one, by_load=by_load), default=None)


def _rank(one: Candidate, *, by_load: bool) -> tuple[float, datetime, int]:
    share = one.load / one.capacity if by_load else 0.0
    return share, one.given_at or LONG_AGO, one.agent_id
