"""What narrows a list down, as an address says it: read, checked, and written again.

The inbox's address, a saved view and the API use the same names. ``status``, ``priority`` and
``tag`` may stand several times and then mean any of them; of the others the last one counts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Self
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from helpdesk.conversations.models import LIVING, Conversation

# ``view`` is where one begins, ``sort`` the order, ``q`` a search; the others are tests.
TESTS = (
    *("status", "assignee", "team", "tag", "priority", "origin", "contact", "unread"),
    *("since", "until"),
)
NAMES = ("view", *TESTS, "sort", "q")
MANY = frozenset({"status", "tag", "priority"})
SORTS = ("latest", "oldest", "wait")

LONGEST = 100
# Of a search, which says in words what filters cannot.
LONGEST_SEARCH = 300
MOST_VALUES = 20
# "7d": the moment so long ago, whenever one looks.
_AGO = re.compile(r"([1-9]\d{0,3})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_NUMBER = re.compile(r"[1-9]\d{0,9}")
_PUBLIC_ID = re.compile(r"\w{1,24}", re.ASCII)

Given = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """Name → values, each of them checked. An empty value says that there is no such filter."""

    given: Given = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> str:
        """The value of a filter that has one; "" without it."""
        return self.given.get(name, ("",))[-1] if self.given.get(name) else ""

    def all(self, name: str) -> tuple[str, ...]:
        return self.given.get(name, ())

    @property
    def tests(self) -> list[tuple[str, str]]:
        """Every test with every value of it, in the order of ``TESTS``."""
        return [(name, value) for name in TESTS for value in self.all(name)]

    def over(self, other: "Filters") -> Self:
        """These, and of ``other`` what these do not name at all."""
        return type(self)({**other.given, **self.given})

    def but(self, name: str, *values: str) -> Self:
        """The same with other values of one filter; none says that there is none."""
        return type(self)({**self.given, name: values})

    def without(self, name: str, value: str) -> Self:
        """The same with one value less."""
        return self.but(name, *(one for one in self.all(name) if one != value))

    def address(self) -> str:
        """The query of an address that says the same, always in the same order."""
        pairs = [(name, one) for name in NAMES for one in self.given.get(name, ())]
        emptied = [(name, "") for name in NAMES if name in self.given and not self.given[name]]
        return urlencode(pairs + emptied)

    def kept(self) -> dict[str, list[str]]:
        """As a saved view keeps it."""
        return {name: list(self.given[name]) for name in NAMES if self.given.get(name)}


def read(query: Mapping[str, Sequence[str]]) -> Filters:
    """The filters among the parameters of an address.

    Raises ``ValidationError`` with a sentence for each name whose value cannot be meant.
    """
    given: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    for name in NAMES:
        if name in query:
            try:
                given[name] = _checked(name, query[name])
            except ValueError as error:
                wrong[name] = str(error)
    if wrong:
        raise ValidationError(wrong)
    _refuse_empty_span(given)
    return Filters(given)


def moment(text: str, *, is_end: bool = False) -> datetime:
    """The time that ``since`` or ``until`` names: a date, a time with its zone, or an age (7d).

    A date as an end means the end of that day. Raises ``ValueError``.
    """
    if ago := _AGO.fullmatch(text):
        return timezone.now() - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    if day := parse_date(text):
        begins = timezone.make_aware(datetime.combine(day, time()))
        return begins + timedelta(days=1) if is_end else begins
    # A plus sign that was not escaped arrives as a space.
    found = parse_datetime(text.replace(" ", "+"))
    if found is None or found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(timezone.get_current_timezone())


def _checked(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Raises ``ValueError`` with the words for whoever wrote it."""
    cleaned = [value.replace("\x00", "").strip() for value in values]
    wanted = list(dict.fromkeys(value for value in cleaned if value))
    if len(wanted) > MOST_VALUES:
        raise ValueError(_("Give at most %(most)s values.") % {"most": MOST_VALUES})
    check = _CHECKS.get(name, _text)
    checked = [check(value) for value in wanted]
    return tuple(checked if name in MANY else checked[-1:])


def _text(value: str) -> str:
    return value[:LONGEST]


def _search(value: str) -> str:
    return value[:LONGEST_SEARCH]


def _choice(choices: Sequence[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(_("Choose among: %(choices)s.") % {"choices": ", ".join(choices)})
        return value

    return check


def _somebody(*words: str) -> Callable[[str], str]:
    """A row's number, or one of the words."""

    def check(value: str) -> str:
        if value not in words and not _NUMBER.fullmatch(value):
            raise ValueError(_("Give a number, or: %(words)s.") % {"words": ", ".join(words)})
        return value

    return check


def _contact(value: str) -> str:
    if not _PUBLIC_ID.fullmatch(value):
        raise ValueError(_("Give a contact's id."))
    return value


def _unread(value: str) -> str:
    if value.lower() not in ("1", "true", "yes", "on"):
        raise ValueError(_("Give 1, or leave it out."))
    return "1"


def _time(value: str) -> str:
    try:
        moment(value)
    except (ValueError, OverflowError):
        example = "2026-11-23, 2026-11-23T08:00:00Z, 7d"
        raise ValueError(_("Give a day, a time with its zone, or an age: %s.") % example) from None
    return value


_CHECKS: dict[str, Callable[[str], str]] = {
    "q": _search,
    "status": _choice([one.value for one in LIVING]),
    "priority": _choice(Conversation.Priority.values),
    "origin": _choice(Conversation.Origin.values),
    "sort": _choice(SORTS),
    "assignee": _somebody("me", "none"),
    "team": _somebody("mine", "none"),
    "contact": _contact,
    "unread": _unread,
    "since": _time,
    "until": _time,
}


def _refuse_empty_span(given: Given) -> None:
    since, until = given.get("since"), given.get("until")
    if since and until and moment(since[0]) >= moment(until[0], is_end=True):
        raise ValidationError({"since": _("It must lie before “until”: nothing is between them.")})
