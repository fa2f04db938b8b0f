"""What the composer's form and the panel's forms say, as verbs take it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from helpdesk.composing import macros
from helpdesk.composing.models import Macro
from helpdesk.composing.saying import Letter
from helpdesk.inbox.entrance import AgentRequest
from helpdesk.notifying.colliding import Known
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


def letter(request: AgentRequest) -> Letter:
    """A reply with what goes along: ticked promises, an offer and macros that were put into it."""
    offer = request.POST.get("make_good", "")
    return Letter(
        **message(request),
        pledges=ticked(request),
        offer=number(request, "make_good") if offer else None,
        steps=macros.along(_macros(request)),
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
