"""What the composer's form and the panel's forms say, as verbs take it."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.composing import deeds, drafting, later, macros, variables
from helpdesk.composing.drafting import Place, Written
from helpdesk.composing.holding import When
from helpdesk.composing.models import Habits, Macro
from helpdesk.composing.saying import Letter
from helpdesk.composing.variables import Facts
from helpdesk.conversations.models import Conversation
from helpdesk.inbox.entrance import AgentRequest
from helpdesk.notifying.colliding import Known
from helpdesk.recovery import first_replies
from helpdesk.recovery.models import RecoverySettings
from helpdesk.recovery.promising import Pledge
from helpdesk.recovery.said.promised import AT_MOST


def message(request: AgentRequest) -> dict[str, Any]:
    """Text, files and client id of the composer. The id makes a double click harmless."""
    try:
        cid = UUID(request.POST.get("cid", ""))
    except ValueError as error:
        raise ValidationError(_("The form is incomplete. Load the page again.")) from error
    body = request.POST.get("body", "").replace("\r\n", "\n")
    return {"body": body, "cid": cid, "files": request.POST.getlist("attachments")}


def letter(request: AgentRequest, conversation: Conversation) -> Letter:
    """A reply with what goes along: ticked promises, an offer, macros, and the signature.

    Raises ``ValidationError``, also for a signature that names what is not known here.
    """
    offer, used = request.POST.get("make_good", ""), _macros(request)
    said = message(request)
    said["body"] += _signature(request, conversation)
    return Letter(
        **said,
        pledges=ticked(request),
        offer=number(request, "make_good") if offer else None,
        macros=[macro.public_id for macro in used],
        steps=macros.along(used) | _then(request),
    )


def known(request: AgentRequest, cid: UUID) -> Known | None:
    """What the composer knew of the thread, or was told in a warning; None: it does not say."""
    told, seen = (_seq(request, name) for name in ("told", "known"))
    if told is None and seen is None:
        return None
    return Known(max(told or 0, seen or 0), cid, despite=told is not None)


def _seq(request: AgentRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def draft(request: AgentRequest) -> Written:
    """What stands in the composer now, whole or not."""
    said = message(request)
    return Written(**said, macros=request.POST.getlist("macro"))


def draft_is_sent(request: AgentRequest, conversation: Conversation, kind: str) -> None:
    place = Place(conversation.pk, request.user, kind)
    drafting.sent(place, draft(request), seen=seen(request))


def seen(request: AgentRequest) -> UUID | None:
    """The version of the draft that the page has; none for what is no version."""
    with suppress(ValueError):
        return UUID(request.POST.get("draft", ""))
    return None


def when(request: AgentRequest) -> When:
    """The due time of a form: one that has a name, or a day and an hour."""
    named, moment = request.POST.get("when", ""), request.POST.get("due", "")
    due_at = later.moments(first_replies.now_here()).get(named) or due(moment)
    return When(due_at, on_news=request.POST.get("on_news", "stop"))


def signature_as_read(habits: Habits, conversation: Conversation, agent: Agent) -> str:
    """The agent's signature as it would be here; where something is not known, as it is kept."""
    try:
        return variables.filled(habits.signature, Facts(conversation, agent))
    except ValidationError:
        return habits.signature


def _signature(request: AgentRequest, conversation: Conversation) -> str:
    if not request.POST.get("sign"):
        return ""
    signature = Habits.of(request.user).signature.strip()
    filled = variables.filled(signature, Facts(conversation, request.user))
    return f"\n\n{filled}" if filled else ""


def _then(request: AgentRequest) -> dict[str, str]:
    """What the button does besides sending."""
    return {"resolve": deeds.YES} if request.POST.get("then") == "resolve" else {}


def fence(request: AgentRequest) -> int | None:
    """How the conversation stood when the page was drawn; None for a page that does not say."""
    value = request.POST.get("fence", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _macros(request: AgentRequest) -> list[Macro]:
    """In the order in which they were put in; what is not offered any more does nothing."""
    wanted = request.POST.getlist("macro")
    offered = Macro.objects.offered_to(request.user).filter(public_id__in=wanted)
    return sorted(offered, key=lambda macro: wanted.index(macro.public_id)) if wanted else []


def ticked(request: AgentRequest) -> list[Pledge]:
    """The promises that the agent ticked. Raises ``ValidationError`` for what is no time."""
    chosen = request.POST.getlist("promise")
    return [
        Pledge(
            request.POST.get(f"promise_kind_{place}", ""),
            request.POST.get(f"promise_text_{place}", ""),
            due(request.POST.get(f"promise_due_{place}", "")),
        )
        for place in range(AT_MOST)
        if str(place) in chosen
    ]


def due(text: str) -> datetime:
    """A form's local time, by the tenant's clock. Raises ``ValidationError``."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=RecoverySettings.current().zone)
    except ValueError as error:
        raise ValidationError(_("Choose a due time: a day and an hour.")) from error


def number(request: AgentRequest, name: str) -> int:
    """An id that a form chose. Raises ``Http404`` for what is none."""
    value = request.POST.get(name, "")
    if not value.isdecimal() or len(value) > 18:
        raise Http404("No such choice.")
    return int(value)
