"""Who may come in at all: the page's origin, and whether the workspace is served."""

from asgiref.sync import sync_to_async

from helpdesk.widget import origins
from helpdesk.widget.models import WidgetSettings
from tenants import hosts
from tenants.context import current_schema, in_thread


async def may_enter(origin: str | None, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat of host ``own``."""
    allowed = await in_thread(current_schema(), _allowed)
    return origins.allows(allowed, origin, own=own)


async def still_served(own: str) -> bool:
    """False once the workspace is suspended or the host leads elsewhere."""
    host = await sync_to_async(hosts.resolve)(own)
    return host is not None and host.schema == current_schema()


def _allowed() -> list[str]:
    return WidgetSettings.current().origins
