"""Who may come in at all: the page's origin, and whether the workspace is served."""

import time
from typing import LiteralString

from helpdesk.widget import origins
from helpdesk.widget.models import WidgetSettings
from tenants.context import current_schema, in_thread
from tenants.database import direct

REMEMBER_SECONDS = 2.0

_SERVED: LiteralString = """
    SELECT EXISTS (
        SELECT 1 FROM public.tenants_tenant WHERE schema_name = %s AND suspended_at IS NULL
    )
"""
# schema → (until when, served): thousands of sockets of one workspace ask every few seconds.
_remembered: dict[str, tuple[float, bool]] = {}


async def may_enter(origin: str | None, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat of host ``own``."""
    allowed = await in_thread(current_schema(), _allowed)
    return origins.allows(allowed, origin, own=own)


async def still_served() -> bool:
    """False once the bound workspace is suspended or closed."""
    schema = current_schema()
    until, served = _remembered.get(schema, (0.0, False))
    if until < time.monotonic():
        served = (await direct.afetch(_SERVED, (schema,)))[0][0]
        _remembered[schema] = (time.monotonic() + REMEMBER_SECONDS, served)
    return served


def forget() -> None:
    """Look again at the next question."""
    _remembered.clear()


def _allowed() -> list[str]:
    return WidgetSettings.current().origins
