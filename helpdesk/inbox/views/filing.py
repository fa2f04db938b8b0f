"""Files of a thread: upload one for the composer, and lead to one that was sent."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from helpdesk.conversations import attaching, linking
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.models import Attachment
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.reading import conversation_or_404
from tenants.uploads import receiving
from tenants.uploads.scanning import ScannerAway

_STATUS = {"file_too_large": 413, "kind": 415, "infected": 415, "quota": 429}


@require_POST
@agents_only
def upload(request: AgentRequest, public_id: str) -> HttpResponseBase:
    """Keep a file until the agent sends it: ``{id, name, media, size, …}`` or ``{detail}``."""
    tray = Tray(conversation_or_404(public_id).pk, f"agent:{request.user.pk}")
    try:
        with TemporaryDirectory(prefix="upload-") as folder:
            limit = settings.UPLOAD_MAX_BYTES
            file = attaching.keep(tray, receiving.received(request, Path(folder), limit=limit))
    except ValidationError as error:
        status = _STATUS.get(getattr(error, "code", None) or "", 400)
        return JsonResponse({"detail": " ".join(error.messages)}, status=status)
    except ScannerAway as away:
        return JsonResponse({"detail": str(away)}, status=503)
    return JsonResponse(attaching.described(file), status=201)


@require_GET
@agents_only
def fetch(request: AgentRequest, public_id: str, file: str) -> HttpResponseBase:
    """Lead to a file, or with ``?preview`` to its small picture, by an address for this agent."""
    conversation = conversation_or_404(public_id)
    try:
        found = linking.addresses(Reader("agent", request.user.pk), conversation.pk, file)
    except Attachment.DoesNotExist as error:
        raise Http404("No such file.") from error
    response: HttpResponse = redirect(
        found.get("preview", found["url"]) if "preview" in request.GET else found["url"]
    )
    response["Cache-Control"] = "private, no-store"
    return response
