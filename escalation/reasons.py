"""Why a rule holds, in sentences of ours: kept in English, said again as a case is read.

A sentence with places stands here once. It is filled when a rule fires, and found again in what was
kept, so a case of last year is read in the language of whoever opens it today.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

UNSURE: Final = _("Confidence {confidence} is below {limit}.")
UPSET: Final = _("Mood {mood} is at or below {limit}.")
UPSET_SO: Final = _("Mood {mood} is at or below {limit}: {kinds}.")
FELL: Final = _("The mood fell by {fall} over the last messages.")
TOUCHES: Final = _("The message touches: {topics}.")
FAILED: Final = _("{count} answers did not help.")
ASKED_BACK: Final = _("The assistant has asked back {count} times.")
CLICKED: Final = _("The customer sent the same {count} times in one go.")
MANY_PARTS: Final = _("The matter has many parts.")
MANY_PARTS_SO: Final = _("The matter has many parts: {kinds}.")
BUYING: Final = _("The customer is about to buy.")
BUYING_SO: Final = _("The customer is about to buy: {kinds}.")
# What an upset or pressed customer adds to a sentence without its full stop.
RAISED: Final = _("{reason} ({limit}, raised because {because}).")
LOWERED: Final = _("{reason} ({limit}, lowered because {because}).")
IS_UPSET: Final = _("the customer is upset")
IS_PRESSED: Final = _("the customer is pressed for time")
IS_BOTH: Final = _("the customer is upset and is pressed for time")
# What shows it, where that is in no words of the customer's.
PRESSED: Final = _("Pressed “Talk to a person”")
NOT_SOLVED: Final = _("Customer said it was not solved")
ASKED_AGAIN: Final = _("Asked again: “{words}”")
# What signals call the kinds of a thing that they found.
KINDS: Final = (
    *(_("anger"), _("anxiety"), _("confusion"), _("distrust")),
    *(_("several questions"), _("conditions"), _("an exception"), _("a diagnosis")),
    *(_("several steps"), _("several parties"), _("many figures")),
    *(_("a wish to buy"), _("discount"), _("procurement"), _("implementation")),
    *(_("custom needs"), _("timing")),
)

_PLACE: Final = re.compile(r"\\{(\w+)\\}")
_FIGURE: Final = r"[-+]?\d+(?:\.\d+)?"
_FIGURES: Final = {"confidence", "mood", "limit", "fall", "count"}
_SHOWN: Final = {PRESSED, NOT_SOLVED}
_WARMED: Final = (RAISED, LOWERED)
_FILLED: Final = (
    *(UNSURE, UPSET, UPSET_SO, FELL, TOUCHES, FAILED, ASKED_BACK, CLICKED),
    *(MANY_PARTS_SO, BUYING_SO),
)


def retold(reason: str) -> str:
    """A kept reason in the active language; what is no sentence of ours stays as it is."""
    return _again(reason, _WARMED) or _again(reason, _FILLED) or (gettext(reason) if reason else "")


def shown(evidence: str) -> str:
    """What shows a reason, in the active language where it is ours; a customer's words stay."""
    ours = gettext(evidence) if evidence in _SHOWN else evidence
    return _again(evidence, (ASKED_AGAIN,)) or ours


def _again(reason: str, sentences: tuple[str, ...]) -> str:
    return next((told for sentence in sentences for told in _told(sentence, reason)), "")


def _told(sentence: str, reason: str) -> Iterator[str]:
    found = _shape(sentence).fullmatch(reason)
    if found:
        yield gettext(sentence).format(**{n: _put(n, v) for n, v in found.groupdict().items()})


def _put(name: str, value: str) -> str:
    """What stands in a place, in the active language where it is ours."""
    if name == "reason":
        return retold(f"{value}.").removesuffix(".")
    if name == "kinds":
        return ", ".join(gettext(kind) for kind in value.split(", "))
    return gettext(value) if name == "because" else value


@cache
def _shape(sentence: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(_group, re.escape(sentence)), re.DOTALL)


def _group(place: re.Match[str]) -> str:
    return f"(?P<{place[1]}>{_FIGURE if place[1] in _FIGURES else '.+'})"
