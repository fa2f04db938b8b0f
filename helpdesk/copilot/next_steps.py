"""What an agent could do next, and why: rules over facts, from the most pressing on. No model.

Each rule looks at plain values and yields at most one step; the same case gives the same steps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from helpdesk.conversations.models import Conversation
from helpdesk.copilot.case import Case, Owed
from helpdesk.copilot.spans import in_words

Status = Conversation.Status
# A promise is told of so long before it is due.
SOON: Final = timedelta(hours=2)
# Who has not written for so long may have what they need.
SILENT: Final = timedelta(hours=48)
AT_MOST: Final = 3


class Does(StrEnum):
    """What the button beside a step does."""

    CLAIM = "claim"
    REPLY = "reply"
    UPDATE = "update"
    ASK = "ask"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Step:
    """``what`` to do and ``why``; ``words`` are put into the composer where it asks something."""

    what: str
    why: str
    does: Does
    words: str = ""


def next_steps(case: Case) -> list[Step]:
    """At most ``AT_MOST``, the most pressing first; none where nothing is to be done."""
    if case.status == Status.RESOLVED:
        return []
    return [step for rule in _RULES for step in rule(case)][:AT_MOST]


def _overdue(case: Case) -> Iterator[Step]:
    for one in case.promises:
        if one.due_at <= case.now:
            late = in_words(case.now - one.due_at)
            why = _("You promised “%(text)s”, and it is %(late)s late.")
            yield Step(
                _("Keep the promise, or say why it takes longer"),
                _told(why, one, late=late),
                Does.UPDATE,
            )
            return


def _soon_due(case: Case) -> Iterator[Step]:
    for one in case.promises:
        if case.now < one.due_at <= case.now + SOON:
            left = in_words(one.due_at - case.now)
            why = _("“%(text)s” is due in %(left)s.")
            yield Step(_("Do what is promised"), _told(why, one, left=left), Does.UPDATE)
            return


def _told(why: str, owed: Owed, **more: str) -> str:
    return why % {"text": owed.text[:120], **more}


def _unclaimed(case: Case) -> Iterator[Step]:
    if case.status == Status.WAITING:
        waits = in_words(case.now - case.asked_at) if case.asked_at else _("a while")
        why = _("The customer has waited %(waits)s, and nobody has it.") % {"waits": waits}
        yield Step(_("Take the conversation"), why, Does.CLAIM)


def _thanked(case: Case) -> Iterator[Step]:
    if case.is_thanks and case.status == Status.OPEN and not case.promises:
        said = case.asked.splitlines()[-1][:80]
        why = _("Their last words are “%(said)s”, and nothing is promised.") % {"said": said}
        yield Step(_("Resolve it"), why, Does.RESOLVE)


def _article(case: Case) -> Iterator[Step]:
    if case.found and case.asked and not case.is_thanks:
        why = _("“%(title)s” answers what they asked last.") % {"title": case.found}
        yield Step(_("Send what the article says"), why, Does.REPLY)


def _lacking(case: Case) -> Iterator[Step]:
    if case.asked and case.missing and not case.is_thanks:
        first = case.missing[0]
        why = _("It is not known, and in a case like this one it is needed: %(label)s.")
        what = _("Ask for it: %(label)s")
        told = {"label": _(first.label)}
        yield Step(what % told, why % told, Does.ASK, first.question)


def _unanswered(case: Case) -> Iterator[Step]:
    is_open = case.asked_at is not None and not case.is_thanks and not case.found
    if case.asked_at is not None and is_open and case.status != Status.ASSISTED:
        waits = in_words(case.now - case.asked_at)
        why = _("The customer wrote %(waits)s ago and has no answer.") % {"waits": waits}
        yield Step(_("Answer what they asked last"), why, Does.REPLY)


def _silent(case: Case) -> Iterator[Step]:
    if case.asked_at is None and case.spoke_at and case.status == Status.OPEN:
        silence = case.now - case.spoke_at
        if silence >= SILENT:
            why = _("They have not written since you did, %(since)s ago.")
            told = {"since": in_words(silence)}
            yield Step(_("Ask whether it is solved, or resolve it"), why % told, Does.RESOLVE)


Rule = Callable[[Case], Iterator[Step]]
_RULES: Final[tuple[Rule, ...]] = (
    *(_overdue, _soon_due, _unclaimed, _thanked, _article, _lacking, _unanswered, _silent),
)
