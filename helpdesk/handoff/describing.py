"""What a dialogue comes to, as the fields of a package: pure, from plain values.

The hand-off, its keeping up while the customer waits, and the demo's past all describe so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from escalation.rules import TopicSpec
from helpdesk.handoff.completeness import completeness
from helpdesk.handoff.hearing import listen
from helpdesk.handoff.lines import Line
from helpdesk.handoff.needs import Known
from helpdesk.handoff.pointed import NOTHING, Pointed
from helpdesk.handoff.telling import Telling, tell
from helpdesk.handoff.values import ReadValues, values_in

BODY_SHOWN: Final = 2_000
ANSWER_SHOWN: Final = 300
_LINES_SEARCHED: Final = 40
_TEXT_SEARCHED: Final = 4_000


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a description looks at.

    ``asked``: what the customer asked in the stretch that is handed over, oldest first; the goal
    is its first. ``lines``: all that was said. ``contact``, ``files`` and ``page`` as the package
    keeps them. ``collection``: the name of the shelf on which the shown articles stand.
    """

    asked: Sequence[str]
    lines: Sequence[Line]
    contact: dict[str, Any]
    files: Sequence[dict[str, Any]] = ()
    page: dict[str, str] = field(default_factory=dict)
    topics: Sequence[TopicSpec] = ()
    collection: str = ""
    # The field that was asked for and answered.
    answered: str = ""
    pointed: Pointed = NOTHING


def described(subject: Subject) -> dict[str, Any]:
    """``goal, category, urgency, mood, wanted, said, identifiers, details, completeness``."""
    goal = _goal(subject.asked)
    values = cache(values_in)  # three look at the latest lines
    told = tell(subject.lines, goal["text"], subject.pointed, values)
    sound = listen(subject.asked, subject.topics, subject.collection)
    known = _known(subject, goal["text"], told, values)
    return {
        "goal": goal,
        "category": sound.category,
        "urgency": sound.urgency,
        "mood": sound.mood,
        "wanted": told.wanted.said if told.wanted else {},
        "said": [one.said for one in told.said],
        "identifiers": [one.typed for one in told.identifiers],
        "details": [one.typed for one in told.details],
        "completeness": completeness(sound.category["name"], known),
    }


def _goal(asked: Sequence[str]) -> dict[str, str]:
    """The first wording, and the last where it differs; each cut at ``BODY_SHOWN``."""
    first, latest = (asked[0], asked[-1]) if asked else ("", "")
    return {"text": first[:BODY_SHOWN], "latest": latest[:BODY_SHOWN] if latest != first else ""}


def _known(subject: Subject, goal: str, told: Telling, values: ReadValues) -> Known:
    contact = subject.contact
    latest = [line for line in subject.lines if line.by_contact][-_LINES_SEARCHED:]
    said = " ".join(line.text for line in latest)[:_TEXT_SEARCHED].lower()
    found = [piece.kind for piece in (*told.identifiers, *told.details)]
    spoken = [value.kind for line in latest for value in values(line.text[:_TEXT_SEARCHED])]
    return Known(
        goal=goal,
        wanted=told.wanted.text if told.wanted else goal if told.goal_says_it else "",
        name=contact["name"],
        address=contact["email"] or contact["phone"],
        is_identified=contact["identified"],
        kinds=frozenset([*found, *spoken]),
        words=frozenset(said.replace(",", " ").replace(".", " ").split()),
        text=said,
        has_files=bool(subject.files),
        page=subject.page.get("url", ""),
        answered=subject.answered,
    )
