"""Which pages may come in at all."""

from typing import LiteralString

from helpdesk.widget import origins
from tenants.database import direct

_ALLOWED: LiteralString = """
    SELECT allowed_origins FROM {schema}.widget_widgetsettings WHERE id = 1
"""


async def may_enter(origin: str | None, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat of host ``own``."""
    rows = await direct.afetch(_ALLOWED, ())
    return origins.allows([one for (text,) in rows for one in origins.parse(text)], origin, own=own)
