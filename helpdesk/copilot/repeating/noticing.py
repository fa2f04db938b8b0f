"""What a draft asks though it is known, and the sentence that confirms it instead."""

import re
from dataclasses import dataclass
from typing import Final

from helpdesk.copilot.repeating.finding import Found, answers_to
from helpdesk.copilot.repeating.questions import Question, questions_in
from helpdesk.copilot.repeating.told import Told
from helpdesk.handoff.values import is_in

# Who asks more at once is not helped by a list.
AT_MOST: Final = 4
_ANOTHER: Final = re.compile(
    r"\b(?:other|another|different|new|second|next|alternative|andere[nrs]?|neue[nrs]?"
    r"|zweite[nrs]?)\b"
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A question of the draft whose answer is known."""

    question: Question
    found: Found


def repeats(draft: str, told: Told) -> list[Repeat]:
    """What ``draft`` asks though it is known, in its order; at most ``AT_MOST``.

    A draft that names the value confirms it, and is left alone; so is one that asks for another.
    Well below a millisecond where nothing is asked; a few where a long conversation is looked
    through.
    """
    noticed = [
        Repeat(question, found)
        for question in questions_in(draft)
        for found in answers_to(question, told)
        if not _is_named(found, draft) and not _asks_for_another(question, found)
    ]
    return list({(one.question.start, one.found.value): one for one in noticed}.values())[:AT_MOST]


def _is_named(found: Found, draft: str) -> bool:
    return is_in(found.value, draft)


def _asks_for_another(question: Question, found: Found) -> bool:
    """Which order is the other one, is not said by the one that is known."""
    is_thing = found.slot is not None and (found.slot.is_code or bool(found.slot.facts))
    return is_thing and _ANOTHER.search(question.low) is not None
