"""Signs that an article is out of date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.checks.found import Found
from knowledge.models import Finding
from knowledge.plain_text import sentences

UNTOUCHED_FOR = timedelta(days=365)
# So many readers must have said something, and more than this share that it did not help.
LEAST_READERS, MOST_UNHELPED = 5, 0.6

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAY = re.compile(
    r"\b(?:(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:[a-z]{{2}}|\.)? (?P<name>{'|'.join(_MONTHS)}),? (?P<year2>20\d\d)"
    rf"|(?P<name3>{'|'.join(_MONTHS)}) (?P<day3>\d{{1,2}})(?:[a-z]{{2}})?,? (?P<year3>20\d\d))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(until|till|through|by|before|expires?|ends?|valid|latest|offer|from|starting|bis|ab)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Age:
    """What is known of an article beside its text; ``helped``: readers' yes and no."""

    changed_on: date
    review_by: date | None = None
    helped: tuple[int, int] = (0, 0)


def stale(body: str, age: Age, today: date) -> Iterator[Found]:
    """A passed day to be looked at, days in the text that are over, long untouched, unhelpful."""
    if age.review_by and age.review_by < today:
        yield _found(f"Somebody wanted to look at it again by {age.review_by:%d %b %Y}.")
    elif age.review_by is None and today - age.changed_on > UNTOUCHED_FOR:
        years = (today - age.changed_on).days // 365
        words = "year" if years == 1 else f"{years} years"
        yield _found(f"Nobody has changed it for a {words}, and nobody has set a day to look.")
    yield from _over(body, today)
    yes, no = age.helped
    if yes + no >= LEAST_READERS and no > MOST_UNHELPED * (yes + no):
        yield _found(f"{no} of {yes + no} readers of this version say that it did not help.")


def _over(body: str, today: date) -> Iterator[Found]:
    """Sentences that say until or from when something holds, and that day is over."""
    for line in (one for text in body.splitlines() for one in sentences(text)):
        day = max(_days(line), default=today)
        if day < today and _ENDS.search(line):
            yield _found(f"It speaks of {day:%d %b %Y}, which is over.", line)


def _days(line: str) -> Iterator[date]:
    for found in _DAY.finditer(line):
        said = {key.rstrip("23"): value for key, value in found.groupdict().items() if value}
        month = said.get("month") or _MONTHS.index(said["name"].lower()) + 1
        try:
            yield date(int(said["year"]), int(month), int(said["day"]))
        except ValueError:  # 31 February
            continue


def _found(reason: str, place: str = "") -> Found:
    return Found(Finding.Kind.STALE, reason, place.strip()[:500])
