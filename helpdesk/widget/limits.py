"""How often one visitor may do what costs us something."""

from django.conf import settings

from tenants.counting import close
from tenants.limits import Limit, TooFast

__all__ = ["ACT", "ENTER", "FLOOD", "SEND", "START", "SURVEY", "Limit", "TooFast", "close", "spend"]

# Counted by each process for itself: asking Redis would add a third to the time of a message.
SEND = Limit("send", settings.WIDGET_SENDS_PER_10_SECONDS, 10)
# Of all visitors of a tenant together.
FLOOD = Limit("flood", settings.TENANT_MESSAGES_PER_SECOND, 1)
ACT = Limit("act", 30, 10)
START = Limit("start", 20, 600)
UPLOAD = Limit("upload", 30, 600)
# By network address: offices and phone networks share one.
ENTER = Limit("enter", 300, 60)
SURVEY = Limit("survey", 20, 600)


async def spend(limit: Limit, who: int | str) -> None:
    """Count one use by ``who``. Raises ``TooFast``."""
    await limit.aspend(who)
