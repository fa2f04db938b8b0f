"""The ASGI application: pages and API through Django, sockets through Channels."""

import os

import django
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup(set_prefix=False)

from helpdesk import sockets  # noqa: E402 - models need the app registry
from helpdesk.bodies import BodyLimit  # noqa: E402
from helpdesk.pages import Pages  # noqa: E402
from tenants.asgi import TenantSockets  # noqa: E402
from tenants.requests import TenantRequests  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": TenantRequests(BodyLimit(Pages())),
        "websocket": TenantSockets(sockets.lead),
    }
)
