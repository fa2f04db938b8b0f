"""What a visitor may do besides writing; each name leads to one verb."""

from collections.abc import Callable

from helpdesk.assistant import verdicts
from helpdesk.conversations import contacts, lifecycle
from helpdesk.handoff import handing_over, keeping_up
from helpdesk.surveys import inviting
from helpdesk.waiting import choosing
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


def _solved(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    verdicts.record_verdict(conversation_id, frame.whole("seq", low=1), frame.flag("yes"))


def _thumbs(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    verdicts.record_thumbs(conversation_id, frame.whole("seq", low=1), frame.flag("up"))


def _contact_details(visit: Visit, conversation_id: int, frame: Frame) -> None:
    contacts.leave_details(
        visit.contact_id,
        name=frame.text("name", limit=200, required=False),
        email=frame.text("email", limit=254, required=False),
        phone=frame.text("phone", limit=40, required=False),
    )
    keeping_up.keep_up(conversation_id)


def _reach_me(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    choosing.choose(
        conversation_id,
        frame.text("way", limit=20),
        address=frame.text("address", limit=254, required=False),
        name=frame.text("name", limit=200, required=False),
    )


def _survey(visit: Visit, _conversation_id: int, frame: Frame) -> None:
    skip = frame.flag("skip", default=False)
    inviting.answer(
        frame.text("invitation"),
        score=None if skip else frame.whole("score", low=0),
        comment=frame.text("comment", limit=2000, required=False),
        skip=skip,
        contact_id=visit.contact_id,
    )


def _seen(_visit: Visit, conversation_id: int, frame: Frame) -> None:
    contacts.seen_by_contact(conversation_id, frame.whole("upto"))


ACTIONS: dict[str, Act] = {
    "talk_to_person": _talk_to_person,
    "cancel_wait": _cancel_wait,
    "end": _end,
    "solved": _solved,
    "thumbs": _thumbs,
    "contact_details": _contact_details,
    "reach_me": _reach_me,
    "survey": _survey,
    "seen": _seen,
}
