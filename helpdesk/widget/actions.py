"""What a visitor may do besides writing; each name leads to one verb."""

from collections.abc import Callable

from helpdesk.conversations import contacts, lifecycle
from helpdesk.handoff import handing_over
from helpdesk.widget.frames import BadFrame, Frame
from helpdesk.widget.sessions import Visit

Act = Callable[[Visit, int, Frame], object]


def act(visit: Visit, conversation_id: int, frame: Frame) -> None:
    """Do what ``frame`` names. Doing it twice is the same as doing it once."""
    name = frame.text("action")
    if name not in ACTIONS:
        raise BadFrame(f"There is no action {name!r}.")
    ACTIONS[name](visit, conversation_id, frame)


def _talk_to_person(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    reason = frame.text("reason", limit=300, required=False)
    handing_over.talk_to_person(conversation_id, reason=reason)


def _cancel_wait(_visit: Visit, conversation_id: int, _frame: Frame) -> None:
    lifecycle.cancel_wait(conversation_id)


def _end(_visit: Visit, conversation_id: int, _frame: Frame) -> None:
    lifecycle.resolve(conversation_id)


def _contact_details(visit: Visit, _conversation_id: int, frame: Frame) -> None:
    contacts.leave_details(
        visit.contact_id,
        name=frame.text("name", limit=200, required=False),
        email=frame.text("email", limit=254, required=False),
        phone=frame.text("phone", limit=40, required=False),
    )


def _seen(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    contacts.seen_by_contact(conversation_id, frame.whole("upto"))


ACTIONS: dict[str, Act] = {
    "talk_to_person": _talk_to_person,
    "cancel_wait": _cancel_wait,
    "end": _end,
    "contact_details": _contact_details,
    "seen": _seen,
}
