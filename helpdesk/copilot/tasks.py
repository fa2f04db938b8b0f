"""Work that an agent's wish for a suggestion owes."""

from helpdesk.copilot import writing
from tenants.work.outbox import Payload, thinks


@thinks(writing.TOPIC, patient=False)
def write(payload: Payload) -> None:
    """``{"suggestion": id}``: an agent waits for it."""
    writing.write(payload["suggestion"])
