"""Whom a note names with an ``@``: they follow the conversation, and have something to read."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.filing.models import Following, Mention
from helpdesk.filing.signals import agents_mentioned


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be named."""

    id: int
    name: str


def note(conversation_id: int, seq: int, body: str, *, by_id: int) -> list[int]:
    """Keep whom the note at ``seq`` names; they follow from now on. Returns their ids.

    Within the caller's transaction. Whoever wrote it is not told of themselves.
    """
    if "@" not in body:
        return []
    people = [Person(agent.pk, agent.name) for agent in can_be_named()]
    named = sorted(named_in(body, people) - {by_id})
    if not named:
        return []
    Mention.objects.bulk_create(
        (
            Mention(conversation_id=conversation_id, seq=seq, agent_id=one, by_id=by_id)
            for one in named
        ),
        ignore_conflicts=True,
    )
    Following.objects.bulk_create(
        (Following(conversation_id=conversation_id, agent_id=one) for one in named),
        ignore_conflicts=True,
    )
    agents_mentioned.send(Mention, conversation_id=conversation_id, seq=seq, agent_ids=named)
    return named


def named_in(text: str, people: Iterable[Person]) -> set[int]:
    """The ids of those whom ``text`` names: ``@Bo Reyes``, or ``@Bo``.

    The longest name wins. A first name that several have names them all: to be told for nothing
    harms less than not to be told.
    """
    ids = _by_name(people)
    if not ids:
        return set()
    longest_first = sorted(ids, key=len, reverse=True)
    one_of = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    names = re.compile(rf"(?<![\w@])@({one_of})(?!\w)", re.IGNORECASE)
    found: set[int] = set()
    for name in names.findall(text):
        found |= ids.get(" ".join(name.split()).casefold(), set())
    return found


def saw(conversation_id: int, agent_id: int, upto: int) -> int:
    """The agent has read the log up to number ``upto``. Returns how many mentions that settles."""
    unread = Mention.objects.filter(agent=agent_id, conversation=conversation_id, seen_at=None)
    return unread.filter(seq__lte=upto).update(seen_at=timezone.now())


def can_be_named() -> QuerySet[Agent]:
    """Agents who may open the conversation that names them."""
    return Agent.objects.filter(is_active=True).exclude(role=Role.EDITOR)


def _by_name(people: Iterable[Person]) -> dict[str, set[int]]:
    whole: dict[str, set[int]] = defaultdict(set)
    first: dict[str, set[int]] = defaultdict(set)
    for person in people:
        words = person.name.split()
        if words:
            whole[" ".join(words).casefold()].add(person.id)
            first[words[0].casefold()].add(person.id)
    return {**first, **whole}
