"""Where sockets lead."""

from django.urls import path

from helpdesk.inbox.consumers import InboxConsumer
from helpdesk.widget.consumers import WidgetConsumer

socket_urlpatterns = [
    path("ws/widget", WidgetConsumer.as_asgi()),
    path("ws/inbox", InboxConsumer.as_asgi()),
]
