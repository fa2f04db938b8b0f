"""Which pages may come in at all."""

from helpdesk.widget import origins
from helpdesk.widget.models import WidgetSettings
from tenants.context import current_schema, in_thread


async def may_enter(origin: str | None, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat of host ``own``."""
    allowed = await in_thread(current_schema(), _allowed)
    return origins.allows(allowed, origin, own=own)


def _allowed() -> list[str]:
    return WidgetSettings.current().origins
