"""What customers may ask of the assistant besides an answer."""

from helpdesk.conversations.models import Handoff
from helpdesk.handoff import handing_over


def talk_to_person(conversation_id: int, reason: str = "") -> Handoff | None:
    """Granted at once, whatever the rules say; None when a person has it or it waits already."""
    return handing_over.talk_to_person(conversation_id, reason=reason)
