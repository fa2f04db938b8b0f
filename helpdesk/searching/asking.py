"""Read what stands in the search box: words, phrases, and fields such as ``from:ana``.

Pure, and kind: whatever is typed is a question. What cannot be meant is left out and said in
``problems``, with how to write it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from helpdesk.conversations.models import LIVING
from helpdesk.searching import words

LONGEST: Final = 300
# Each is looked up; a longer list of words says what somebody means no better.
MOST_WORDS: Final = 12
_LONGEST_VALUE: Final = 100

_PIECE = re.compile(r'(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]*))', re.I)
_NUMBER = re.compile(r"#?(\d{1,11})\Z")
_AGO = re.compile(r"(\d{1,4})([dwmy])\Z")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(slots=True)
class Asked:
    """A question as it was understood.

    ``wanted`` are the words that all must be there, ``phrases`` what must stand there as written,
    ``plain`` everything without a field, ``number`` the conversation that ``#12`` names. ``after``
    and ``before`` are days, [after, before).
    """

    plain: str = ""
    wanted: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    number: int | None = None
    people: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    has_file: bool = False
    after: date | None = None
    before: date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.plain or self.has_fields)

    @property
    def has_fields(self) -> bool:
        listed = (self.people, self.emails, self.tags, self.statuses, self.teams, self.assignees)
        return any(listed) or self.has_file or bool(self.after or self.before)


def asked(query: str, today: date) -> Asked:
    """What ``query`` means; ``today`` is what ``yesterday`` and ``7d`` are counted from."""
    text = " ".join(query.replace("\x00", " ").split())
    found = Asked()
    if len(text) > LONGEST:
        text = text[:LONGEST]
        found.problems.append(
            _("The search reads the first {most} characters.").format(most=LONGEST)
        )
    plain = []
    for piece in _PIECE.finditer(text):
        name = (piece["name"] or "").lower()
        value = (piece["quoted"] if piece["quoted"] is not None else piece["plain"]).strip()
        if name in _FIELDS and value:
            _FIELDS[name](found, value[:_LONGEST_VALUE], today)
        elif name in _FIELDS:
            found.problems.append(_("Write what to look for after “{name}:”.").format(name=name))
        elif value:
            plain.append(_plain(found, piece, value))
    found.plain = " ".join(part for part in plain if part)
    _bound(found)
    return found


def _plain(found: Asked, piece: re.Match[str], value: str) -> str:
    """Words without a field, or behind a name that is none: then the name is a word too."""
    if piece["quoted"] is not None and value and len(value.split()) > 1:
        found.phrases.append(value)
    elif (number := _NUMBER.match(value)) and not piece["name"]:
        found.number = int(number[1])
    text = f"{piece['name']}:{value}" if piece["name"] else value
    if not value.startswith("#") or found.number is None:
        _want(found, text)
    return text


def _want(found: Asked, text: str, prefix: str = "") -> None:
    """All words of ``text``; of an identifier the whole, which its parts would only repeat."""
    end = 0
    for word in words.words_in(text):
        if word.is_identifier:
            end = word.end
        elif word.start < end or word.is_covered:
            continue
        found.wanted.append(prefix + word.text)


def _bound(found: Asked) -> None:
    found.wanted = list(dict.fromkeys(found.wanted))
    if len(found.wanted) > MOST_WORDS:
        found.wanted = found.wanted[:MOST_WORDS]
        found.problems.append(
            _("The search looks for the first {most} words.").format(most=MOST_WORDS)
        )


def _status(found: Asked, value: str, _today: date) -> None:
    if value.lower() in LIVING:
        found.statuses.append(value.lower())
    else:
        found.problems.append(
            _("“status:{value}” is no status. There are: {known}.").format(
                value=value, known=", ".join(LIVING)
            )
        )


def _has(found: Asked, value: str, _today: date) -> None:
    if value.lower() in ("file", "files", "attachment"):
        found.has_file = True
    else:
        found.problems.append(_("“has:” goes with “file”: has:file."))


def _before(found: Asked, value: str, today: date) -> None:
    found.before = _day(found, "before", value, today) or found.before


def _after(found: Asked, value: str, today: date) -> None:
    found.after = _day(found, "after", value, today) or found.after


def _day(found: Asked, name: str, value: str, today: date) -> date | None:
    if value.lower() in ("today", "yesterday"):
        return today - timedelta(days=value.lower() == "yesterday")
    ago = _AGO.match(value.lower())
    try:
        if ago:
            return today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
        return date.fromisoformat(value)
    except (ValueError, OverflowError):
        found.problems.append(
            _("“{name}:” takes a day: 2026-11-29, today, yesterday, 7d, 4w.").format(name=name)
        )
        return None


def _listing(name: str) -> Callable[[Asked, str, date], None]:
    def add(found: Asked, value: str, _today: date) -> None:
        getattr(found, name).append(value)

    return add


def _subject(found: Asked, value: str, _today: date) -> None:
    _want(found, value, prefix="subject:")


def _order(found: Asked, value: str, _today: date) -> None:
    """An identifier by another name: it is found wherever it was said."""
    joined = words.folded(words.squeezed(value))[: words.LONGEST_WORD]
    if joined:
        found.wanted.append(joined)


_FIELDS: dict[str, Callable[[Asked, str, date], None]] = {
    "from": _listing("people"),
    "email": _listing("emails"),
    "tag": _listing("tags"),
    "status": _status,
    "team": _listing("teams"),
    "assignee": _listing("assignees"),
    "has": _has,
    "before": _before,
    "after": _after,
    "subject": _subject,
    "order": _order,
}
