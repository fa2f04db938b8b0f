"""The ASGI application: pages and API through Django, sockets through Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django_application = get_asgi_application()

from helpdesk.bodies import BodyLimit  # noqa: E402
from helpdesk.sockets import socket_urlpatterns  # noqa: E402 - models need the app registry
from tenants.asgi import TenantSockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(django_application),
        "websocket": TenantSockets(URLRouter(socket_urlpatterns)),
    }
)
