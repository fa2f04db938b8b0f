"""Finds when something is to happen in what an agent writes, in English and German. No model.

Pieces of time (a day, a part of it, an hour, a span) are found each for itself, and those that
stand beside each other are one moment: "tomorrow", "in the morning", "at 10". A day without an
hour means the end of its working day; a part of a day means its end.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

CLOSE: Final = time(17)
_MIDNIGHT: Final = time(23, 59)
# A date of the last half-year is that one: an invoice's, not a promise's of next year.
_PAST: Final = timedelta(days=183)

_NUMBERS: Final = {
    "half an": 0.5, "half a": 0.5, "einer halben": 0.5, "eine halbe": 0.5, "halben": 0.5,
    "a couple of": 2, "ein paar": 3, "a few": 3, "the next few": 3,
    "an": 1, "a": 1, "einem": 1, "einer": 1, "ein": 1, "eine": 1, "the next": 1,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ten": 10, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "acht": 8, "zehn": 10,
}  # fmt: skip
_SPANS: Final = {
    "min": timedelta(minutes=1), "hour": timedelta(hours=1), "stunde": timedelta(hours=1),
    "day": timedelta(days=1), "tag": timedelta(days=1), "arbeitstag": timedelta(days=1),
    "werktag": timedelta(days=1), "week": timedelta(days=7), "woche": timedelta(days=7),
}  # fmt: skip
_WEEKDAYS: Final = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4,
    "samstag": 5, "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
_DAYS: Final = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "übermorgen": 2, "tomorrow": 1,
    "today": 0, "tonight": 0, "morgen": 1, "heute": 0,
}  # fmt: skip
_PARTS: Final = {
    "morning": time(12), "vormittag": time(12), "früh": time(12), "noon": time(13),
    "mittag": time(13), "lunch": time(13), "afternoon": CLOSE, "nachmittag": CLOSE,
    "evening": time(20), "abend": time(20), "tonight": time(20), "night": time(21),
}  # fmt: skip
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip


def _any(words: Sequence[str] | dict[str, object]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?:{_any([*_MONTHS])})[a-zä]*"
_PATTERNS: Final = {
    "span": rf"\b(?:in|within|innerhalb(?: von)?|binnen|over)\s+(?:the next\s+|den nächsten\s+"
    rf"|about\s+|etwa\s+)?(?P<n>\d{{1,3}}|{_any([*_NUMBERS])})\s+(?:business\s+|working\s+)?"
    rf"(?P<unit>{_any([*_SPANS])})\w*",
    "date": rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>{_MONTH})\b"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|\b20\d\d-(?P<m3>\d\d)-(?P<d3>\d\d)\b|(?<![\d.])(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?!\d)",
    "week": r"\b(?P<which>next|this|nächster?|dieser?|end of the|end of this|ende der)\s+"
    r"(?:week|woche)\b|\b(?P<weekend>ende dieser woche)\b",
    "day": rf"\b(?P<next>next\s+|nächste[nr]?\s+|kommende[nr]?\s+)?(?P<day>{_any([*_DAYS])}"
    rf"|{_any([*_WEEKDAYS])})(?:s\b|\b|(?=früh|abend|mittag|vormittag|nachmittag))",
    "close": r"\b(?:end of (?:the |business )?day|end of business|eod|close of business|cob"
    r"|feierabend|geschäftsschluss)\b",
    "part": rf"(?:\b|(?<=tag))(?P<part>{_any([*_PARTS])})\b",
    "clock": r"\b(?P<before>(?:at|by|before|around|about|until|um|gegen|bis|vor|ab)\s+(?:um\s+)?)?"
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?|uhr\b"
    r"|o['’]clock)?(?![\w%€$£]|[.,:/-]\d|\s*(?:business|working|min|hour|day|week|tag|stunde|woche"
    r"|euro|dollar|cent|time|of ))",
}  # fmt: skip
_FIND: Final = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_BETWEEN: Final = re.compile(r"[\s,]*(?:(?:at|in|by|the|on|am|um|bis|gegen|before|around|of)\s*)*")


@dataclass(frozen=True, slots=True)
class Moment:
    """``text[start:end]`` says ``at``; aware, in the zone that was asked for."""

    start: int
    end: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    day: date | None = None
    hour: time | None = None
    at: datetime | None = None


def moments(text: str, now: datetime) -> list[Moment]:
    """Every time that lies ahead of ``now`` (aware; its zone is the tenant's), in reading order."""
    found: list[Moment] = []
    pieces = _pieces(text.lower(), now)
    while pieces:
        together = [pieces.pop(0)]
        while pieces and _touch(text.lower(), together[-1], pieces[0]):
            together.append(pieces.pop(0))
        at = _moment(together, now)
        if at is not None and at > now:
            found.append(Moment(together[0].start, together[-1].end, at))
    return found


def _pieces(text: str, now: datetime) -> list[_Piece]:
    """Pieces that do not overlap; what an earlier pattern took, no later one reads."""
    taken: list[_Piece] = []
    for kind, pattern in _FIND.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < one.end and one.start < end for one in taken):
                continue
            taken.extend(_read(kind, match, now))
    return sorted(taken, key=lambda one: one.start)


def _read(kind: str, match: re.Match[str], now: datetime) -> Iterator[_Piece]:
    start, end = match.span()
    meant = _meant(kind, match.groupdict(), now)
    if any(meant.values()):
        yield _Piece(start, end, **meant)


def _meant(kind: str, said: dict[str, str], now: datetime) -> dict[str, Any]:
    """What a piece says of the day, the hour, or the moment itself."""
    if kind == "span":
        return {"at": now + _number(said["n"]) * _SPANS[said["unit"]]}
    if kind in _HOURS:
        return {"hour": _HOURS[kind](said)}
    hour = _PARTS["tonight"] if said.get("day") == "tonight" else None
    return {"day": _day(kind, said, now.date()), "hour": hour}


def _number(words: str) -> float:
    return float(words) if words.isdecimal() else _NUMBERS[words]


def _hour(said: dict[str, str]) -> time | None:
    """None for a number that is no time of day: it needs a word before or after it, or minutes."""
    if not (said["before"] or said["half"] or said["minute"]):
        return None
    hour = int(said["hour"])
    if (said["half"] or "").startswith("p") and hour < 12:
        hour += 12
    return time(hour, int(said["minute"] or 0))


_HOURS: Final[dict[str, Callable[[dict[str, str]], time | None]]] = {
    "close": lambda _said: CLOSE,
    "part": lambda said: _PARTS[said["part"]],
    "clock": _hour,
}


def _day(kind: str, said: dict[str, str], today: date) -> date | None:
    if kind == "date":
        return _calendar_day(said, today)
    if kind == "week":
        friday = today + timedelta(days=4 - today.weekday())
        is_next = (said["which"] or "").startswith(("next", "nächst"))
        return friday + timedelta(days=7 if is_next or friday < today else 0)
    name = said["day"]
    if name in _DAYS:
        return today + timedelta(days=_DAYS[name])
    ahead = (_WEEKDAYS[name] - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead)


def _calendar_day(said: dict[str, str], today: date) -> date | None:
    day = next(said[key] for key in ("d", "d2", "d3", "d4") if said[key])
    month = next(said[key] for key in ("m", "m2", "m3", "m4") if said[key])
    number = int(month) if month.isdecimal() else _MONTHS[month[:3]]
    try:
        found = date(today.year, number, int(day))
        if found < today - _PAST:
            found = found.replace(year=today.year + 1)
    except ValueError:
        return None
    return found


def _touch(text: str, one: _Piece, other: _Piece) -> bool:
    has_both = (one.day or one.at) and (other.day or other.at)
    return not has_both and _BETWEEN.fullmatch(text[one.end : other.start]) is not None


def _moment(together: list[_Piece], now: datetime) -> datetime | None:
    for piece in together:
        if piece.at is not None:
            return piece.at
    day = next((piece.day for piece in together if piece.day), None)
    hours = [piece.hour for piece in together if piece.hour]
    hour = hours[-1] if hours else None
    if day is None:
        return _next(hour, now)
    at = datetime.combine(day, hour or CLOSE, now.tzinfo)
    if at <= now and day == now.date() and hour is None:
        return datetime.combine(day, _MIDNIGHT, now.tzinfo)
    return at


def _next(hour: time | None, now: datetime) -> datetime | None:
    """An hour without a day: today, or tomorrow once it is past."""
    if hour is None:
        return None
    at = datetime.combine(now.date(), hour, now.tzinfo)
    return at if at > now else at + timedelta(days=1)
