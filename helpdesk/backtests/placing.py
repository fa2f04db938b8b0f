"""Puts past turns back where they happened: who wrote, from where, and whether anybody was there.

What a turn kept is what was known on the day. The rest is told by the conversation and its contact
as they are now, and by the hours that the default team has now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from escalation.backtesting.past import PastTurn
from escalation.deciding import Facts
from escalation.facts.values import NOT_KNOWN, Circumstances
from helpdesk.conversations.circumstances import known_of
from helpdesk.conversations.models import Conversation
from helpdesk.routing.hours import Hours, is_open


def placed(
    steps: Iterable[PastTurn], conversation: Conversation, hours: Hours | None
) -> Iterator[PastTurn]:
    """The same turns, their facts with all that a rule's conditions ask for."""
    now = known_of(conversation)
    for step in steps:
        facts = step.facts or Facts()
        about = _then(facts.about, now, is_there=_was_there(hours, step.at))
        yield replace(step, facts=replace(facts, about=about))


def _then(kept: Circumstances, now: Circumstances, *, is_there: bool | None) -> Circumstances:
    known = now if kept == NOT_KNOWN else kept
    return known if known.is_open is not None else replace(known, is_open=is_there)


def _was_there(hours: Hours | None, at: datetime | None) -> bool | None:
    return is_open(hours, at) if at else None
