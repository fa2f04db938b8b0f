"""A reply that was not sent yet, because something happened that its author has not seen."""

import json

from django.http import HttpResponse
from django.shortcuts import render

from helpdesk.conversations.models import Conversation
from helpdesk.inbox.entrance import AgentRequest
from helpdesk.inbox.views import reading
from helpdesk.notifying.colliding import Collision

CONFLICT = 409


def warned(request: AgentRequest, conversation: Conversation, collision: Collision) -> HttpResponse:
    """The warning for scripts to put in its place, or the whole page with it and the text kept."""
    context = {"collision": collision, "contact": conversation.contact}
    if request.htmx:
        shown = render(request, "inbox/_collision.html", context, status=CONFLICT)
        shown.headers["HX-Trigger"] = json.dumps({"handrail:collision": {}})
        return shown
    body = request.POST.get("body", "")
    more = {**context, "body": body, "cid": request.POST["cid"]}
    return reading.whole_page(request, conversation, status=CONFLICT, **more)
