"""What the recovery panel shows: where the case stands, what is owed, what may be offered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.inbox.lines import age
from helpdesk.recovery import first_replies, making_good
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import MakeGood, Promise, RecoveryCase, RecoverySettings, RootCause
from helpdesk.recovery.promising import Kind
from helpdesk.recovery.stages import OUTCOMES, State

PROMISES_SHOWN = 12
# What is nearer than this is due now.
MOMENT = timedelta(minutes=1)
# What an agent can promise; a wait is promised by the hand-off itself.
PROMISED_BY_AGENTS = [(kind.value, kind.label) for kind in Kind if kind is not Kind.WAIT]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case; ``at`` is when it was taken."""

    label: str | Words
    at: datetime | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise as a line: what, by when in one short word, and how it stands."""

    promise: Promise
    due_words: str

    @property
    def is_overdue(self) -> bool:
        return self.promise.closed_at is None and self.promise.due_at <= timezone.now()

    @property
    def look(self) -> str:
        """``overdue``, ``owed``, ``kept``, ``late`` or ``cancelled``: what the mark says."""
        if self.promise.closed_at is None:
            return "overdue" if self.is_overdue else "owed"
        is_late = self.promise.state == Promise.State.BROKEN
        return "late" if is_late else self.promise.state


def panel_of(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """The panel's context."""
    case = RecoveryCase.objects.select_related("owner").filter(conversation=conversation).first()
    is_open = case is not None and case.state != State.CLOSED
    zone = RecoverySettings.current().zone
    return {
        "case": case,
        "is_open": is_open,
        "steps": _steps(case) if case else [],
        "next_words": _next_words(case, conversation) if case and is_open else "",
        "signs": [_sign(sign) for sign in case.signs] if case else [],
        "outcomes": [(one.value, _OUTCOME_ACTS[one]) for one in OUTCOMES],
        "causes": RootCause.choices,
        "may_close": case is not None and case.ended_at is not None,
        "promises": _promises(conversation),
        "kinds": PROMISED_BY_AGENTS,
        "zone": zone.key,
        "tomorrow": _tomorrow(timezone.now().astimezone(zone)),
        "offers": making_good.choices(conversation.contact_id, agent) if is_open else [],
        "goods": MakeGood.objects.filter(conversation=conversation).select_related("approved_by"),
        "may_approve": agent.role in making_good.APPROVERS,
        "first_reply": first_replies.awaited(conversation.pk),
    }


_OUTCOME_ACTS = {
    State.SOLVED: _("Solved"),
    State.WORKAROUND: _("Workaround"),
    State.NEXT_STEP: _("Next step"),
}


def _steps(case: RecoveryCase) -> list[Step]:
    outcome = State(case.outcome).label if case.outcome else _("Solved, workaround or next step")
    taken = [
        (_("Detected"), case.detected_at),
        (_("Acknowledged"), case.acknowledged_at),
        (_("Owned"), case.owned_at),
        (outcome, case.ended_at),
        (_("Customer asked"), case.asked_at),
        (_("Loop closed"), case.closed_at),
    ]
    untaken = (number for number, (_, at) in enumerate(taken) if at is None)
    # Nobody can acknowledge anything before somebody has it.
    first = next(untaken, -1) if case.owned_at else 2
    return [Step(label, at, number == first) for number, (label, at) in enumerate(taken)]


def _next_words(case: RecoveryCase, conversation: Conversation) -> str:
    """What the agent does next, as a sentence: the first that applies."""
    is_over = conversation.status == Conversation.Status.RESOLVED
    ways = (
        (
            case.ended_at and case.needs_review,
            _("Rated poorly after help: read the whole timeline."),
        ),
        (case.ended_at, _("Name the root cause to close the loop.")),
        (not case.owned_at, _("Take the conversation: the customer should hear from a person.")),
        (is_over, _("It is resolved. Say how it ended.")),
        (not case.acknowledged_at, _("Acknowledge the trouble, and say what you do now.")),
        (True, _("Solve it, give a workaround, or promise a next step.")),
    )
    return str(next(words for applies, words in ways if applies))


def _sign(sign: dict[str, str]) -> dict[str, str]:
    known = sign["failure"] in Failure.values
    label = Failure(sign["failure"]).label if known else sign["failure"]
    return {"label": str(label), "why": sign["why"]}


def _promises(conversation: Conversation) -> list[Owed]:
    """What is owed first, by its due time; then what is done with, the latest first."""
    found = Promise.objects.filter(conversation=conversation).select_related("owner")
    ordered = found.order_by(F("closed_at").desc(nulls_first=True), "due_at")
    return [Owed(promise, due_words(promise)) for promise in ordered[:PROMISES_SHOWN]]


def due_words(promise: Promise) -> str:
    """``in 2 h``, ``3 h overdue``, ``kept``, ``done late`` or ``cancelled``."""
    if promise.closed_at is not None:
        return _ended_words(promise)
    now, left = timezone.now(), promise.due_at - timezone.now()
    if left <= timedelta():
        late = gettext("{age} overdue").format(age=age(promise.due_at, now))
        return gettext("overdue") if left > -MOMENT else late
    soon = gettext("in {age}").format(age=age(now, promise.due_at))
    return gettext("in a moment") if left < MOMENT else soon


def _ended_words(promise: Promise) -> str:
    if promise.state != Promise.State.BROKEN:
        return str(promise.get_state_display()).lower()
    return gettext("done late") if promise.kept_at else gettext("broken, let go")


def _tomorrow(now: datetime) -> str:
    """Tomorrow at ten, as a form field of the tenant's clock says it."""
    return f"{now + timedelta(days=1):%Y-%m-%d}T10:00"
