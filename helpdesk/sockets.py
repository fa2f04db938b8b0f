"""Where sockets lead."""

from collections.abc import Awaitable
from typing import Any, Final

from django.urls import path

from helpdesk.inbox.consumers import InboxConsumer
from helpdesk.widget.consumers import WidgetConsumer

NOWHERE = 4404

socket_urlpatterns = [
    path("ws/widget", WidgetConsumer.as_asgi()),
    path("ws/inbox", InboxConsumer.as_asgi()),
]
_CONSUMERS: Final = {f"/{at.pattern}": at.callback.consumer_class for at in socket_urlpatterns}


def lead(scope: dict[str, Any], receive: Any, send: Any) -> Awaitable[None]:
    """Hand a socket to the consumer of its address; one that leads nowhere is closed.

    What Channels' router does, without a scope and a coroutine more for every open socket.
    """
    consumer = _CONSUMERS.get(scope["path"])
    if consumer is None:
        refused: Awaitable[None] = send({"type": "websocket.close", "code": NOWHERE})
        return refused
    served: Awaitable[None] = consumer()(scope, receive, send)
    return served
