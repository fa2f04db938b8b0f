"""Who is at a conversation now: agents who look at it, write in it, and the assistant at work.

Believed for as long as it is said again (``live.marks``). A customer never hears of it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from helpdesk.agents.models import initials
from helpdesk.live import hints, marks
from helpdesk.live.marks import Mark, Marks

ASSISTANT = "assistant"


class Doing(StrEnum):
    """What somebody does at a conversation; of two windows the stronger counts, named first."""

    ANSWERING = "answering"
    REPLYING = "replying"
    NOTING = "noting"
    VIEWING = "viewing"
    # As a change: they are not there any more.
    GONE = ""


_STRENGTH = list(Doing)


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody at a conversation; the assistant has ``agent_id`` 0."""

    agent_id: int
    name: str
    doing: str
    colour: str = ""

    @property
    def initials(self) -> str:
        return "AI" if self.is_assistant else initials(self.name)

    @property
    def is_assistant(self) -> bool:
        return self.agent_id == 0

    @property
    def speaks(self) -> bool:
        """Whether the customer is about to hear from them."""
        return self.doing in (Doing.REPLYING, Doing.ANSWERING)


def of(conversation_ids: Iterable[int], *, but_for: int | None = None) -> dict[int, list[Seen]]:
    """Who is at each of these, in one round trip to Redis; whoever writes comes first.

    ``but_for`` leaves an agent out. Conversations where nobody is are not named; while Redis is
    away none is.
    """
    found = marks.of(conversation_ids)
    seen = {one: read(left, but_for=but_for) for one, left in found.items()}
    return {one: people for one, people in seen.items() if people}


def read(left: Marks, *, but_for: int | None = None) -> list[Seen]:
    """Everybody once, by what they do most in any of their windows."""
    people: dict[int, Seen] = {}
    for agent_id, name, colour, doing in left.values():
        before = people.get(agent_id)
        if before is None or _STRENGTH.index(doing) < _STRENGTH.index(Doing(before.doing)):
            people[agent_id] = Seen(agent_id, name, doing, colour)
    people.pop(-1 if but_for is None else but_for, None)
    return sorted(people.values(), key=lambda one: (_STRENGTH.index(Doing(one.doing)), one.name))


def mark(conversation_id: int, window: str, seen: Seen) -> Mark:
    """What a window of an agent says of itself; ``window`` tells their windows apart."""
    says = [seen.agent_id, seen.name, seen.colour, seen.doing]
    return Mark(conversation_id, f"{seen.agent_id}:{window}", says)


def change(seen: Seen) -> dict[str, object]:
    """The frame by which the desks that watch a conversation hear of somebody's coming or going."""
    return {"type": "presence", **as_frame(seen)}


def as_frame(seen: Seen) -> dict[str, object]:
    return {
        "agent": seen.agent_id,
        "name": seen.name,
        "initials": seen.initials,
        "colour": seen.colour,
        "doing": seen.doing,
    }


@contextmanager
def assistant_answers(conversation_id: int, *, seconds: float) -> Iterator[None]:
    """The assistant is at work here: seen by agents until the block ends, or ``seconds`` pass."""
    there = Seen(0, _("AI assistant"), Doing.ANSWERING)
    says = [there.agent_id, there.name, there.colour, there.doing]
    left = Mark(conversation_id, ASSISTANT, says, seconds)
    marks.put(left)
    hints.whisper_desk(conversation_id, change(there))
    try:
        yield
    finally:
        marks.take(left)
        hints.whisper_desk(conversation_id, change(Seen(0, there.name, Doing.GONE)))
