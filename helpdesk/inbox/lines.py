"""The lines of the list as markup.

Not a template: thirty lines are six hundred template nodes, 3.3 ms of the 9.5 ms of processor time
that a page took; so written they take 1.0, and the list is the page that is looked at most.
Each piece escapes its values as a template does (``helpdesk.markup``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.inbox.present import present
from helpdesk.inbox.rows import TONES, Row
from helpdesk.markup import Markup, joined
from helpdesk.notifying.presence import Seen
from helpdesk.searching.showing import Hit

# From so long before it on, a deadline is shown.
NEAR = timedelta(hours=1)
_STEPS = ((60, _("s")), (60, _("min")), (24, _("h")), (7, _("d")), (52, _("w")))

_LINE = Markup("""
<li class="row{unread_class}{late_class}" id="row-{pk}" data-id="{pk}">
  <input class="row-pick" type="checkbox" name="id" value="{pk}" form="bulk" aria-label="{pick}">
  <a class="row-link" id="open-{pk}" href="{address}" hx-get="{address}" hx-target="#stage"
     hx-sync="#stage:replace" hx-indicator="#stage" hx-push-url="true"{current}>
    <svg class="avatar avatar-contact {tone}" viewBox="0 0 32 32" aria-hidden="true">
      <circle class="avatar-ground" cx="16" cy="16" r="16" />
      <text class="avatar-text" x="16" y="16" dy="0.36em" text-anchor="middle">{initials}</text>
    </svg>
    <span class="row-body">
      <span class="row-top">
        <span class="row-name" dir="auto">{name}</span>{unread}{people}
        <span class="row-number">#{pk}</span>
        <time class="row-age" datetime="{at}" data-age>{age}</time>
      </span>
      <span class="row-preview" dir="auto">{said} {preview}</span>
      <span class="row-marks">{marks}{hurries}{deadline}{tags}</span>
    </span>
  </a>
</li>""")
_SAID = Markup("""<span class="row-said">{}:</span>""")
_NOTED = Markup("""<span class="row-noted">{}</span> <span class="row-said">{}:</span>""")
_CHIP = Markup("""<span class="chip chip-{}">{}</span>""")
_WAITING = Markup(
    """<span class="chip chip-waiting">{} <time datetime="{}" data-age>{}</time></span>"""
)
# What a chip says of a moment, by the chip's look: how long ago it was, or how soon it will be.
_OVERDUE = ("overdue", _("Promise overdue {age}"))
_OWED = ("owed", _("Promised in {age}"))
_NEAR_DUE = ("due", _("Due in {age}"))
_MISSED = ("overdue", _("Overdue {age}"))
_TEAM = Markup(""" <span class="row-team">{}</span>""")
_TAG = Markup(""" <span class="row-tag">{}</span>""")
TAGS_SHOWN = 3
_MORE = Markup("""
<li class="rows-more">
  <a class="button button-quiet" href="{address}" hx-get="{address}" hx-target="closest li"
     hx-swap="outerHTML" hx-trigger="click, intersect once">{words}</a>
</li>""")

_NOTHING = SafeString("")
_BESIDE = SafeString(" ")
_CURRENT = SafeString(' aria-current="true"')
_UNREAD = Markup(""" <span class="unread-dot"><span class="unseen">{}</span></span>""")
_UNREAD_CLASS = SafeString(" row-unread")
# By how near the earliest deadline is.
_LATE_CLASS = SafeString(" row-late")
_NEAR_CLASS = SafeString(" row-near")
_TONES = tuple(Markup("tone-{}")(number) for number in range(TONES))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all lines of a page share: their threads' address begins with ``threads`` and ends with
    ``place``; ``people`` are at the conversations of these ids; ``hits`` are what a search found
    in them, shown in place of what was said last.
    """

    threads: str
    place: str
    people: Mapping[int, list[Seen]] = field(default_factory=dict)
    hits: Mapping[int, Hit] = field(default_factory=dict)


def lines(rows: Iterable[Row], sheet: Sheet, opened: int | str = "") -> SafeString:
    """The markup of ``rows``.

    ``opened`` is the id of the conversation that is shown beside the list, "" when there is none.
    """
    paper = _Paper(timezone.now(), sheet, opened, gettext("Choose {name}, #{number}"))
    return joined(_LINE(**paper.values(row)) for row in rows)


def more(place: str, cursor: str) -> SafeString:
    """The way to the lines that follow; they come by themselves when it is in sight."""
    address = f"{reverse('inbox:list')}?{place}&cursor={cursor}"
    return _MORE(address=address, words=gettext("Show more"))


def age(at: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in one short word: ``now``, ``4 min``, ``3 h``, ``2 d``, ``5 w``."""
    return _age(at, now or timezone.now(), _units(get_language() or ""))


@dataclass(frozen=True, slots=True)
class _Units:
    """What an age is told in: a second's unit first, each with how many make the next."""

    now: str
    steps: Sequence[tuple[int, str]]
    years: str


@cache
def _units(_language: str) -> _Units:
    """The units in the language that is spoken now: a page says some thirty ages."""
    steps = [(size, str(unit)) for size, unit in _STEPS]
    return _Units(gettext("now"), steps, gettext("y"))


def _age(at: datetime | None, now: datetime, units: _Units) -> str:
    if at is None:
        return ""
    left = int((now - at).total_seconds())
    if left < 60:
        return units.now
    for size, unit in units.steps:
        if left < size:
            return f"{left} {unit}"
        left //= size
    return f"{left} {units.years}"


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is known once for all lines."""

    now: datetime
    sheet: Sheet
    opened: int | str
    pick: str
    units: _Units = field(default_factory=lambda: _units(get_language() or ""))
    unread: SafeString = field(default_factory=lambda: _UNREAD(gettext("Unread.")))
    # Most lines of a page say the same of their status.
    standings: dict[tuple[str, bool, str], SafeString] = field(default_factory=dict)

    def values(self, row: Row) -> dict[str, object]:
        is_unread = row.is_unread
        hit = self.sheet.hits.get(row.pk)
        return {
            "pk": row.pk,
            "address": f"{self.sheet.threads}{row.public_id}/?{self.sheet.place}",
            "pick": self.pick.format(name=row.name, number=row.pk),
            "late_class": self._late(row.deadline_at),
            "people": present(row.pk, self.sheet.people.get(row.pk, ())),
            "tags": _tags(row.tags),
            "current": _CURRENT if row.pk == self.opened else _NOTHING,
            "unread_class": _UNREAD_CLASS if is_unread else _NOTHING,
            "unread": self.unread if is_unread else _NOTHING,
            "tone": _TONES[row.tone],
            "initials": row.initials,
            "name": row.name,
            "at": row.last_message_at.isoformat(),
            "age": _age(row.last_message_at, self.now, self.units),
            "said": _SAID(row.said_by) if row.said_by else _NOTHING,
            "preview": row.preview,
            "marks": self._marks(row) + self._due(row),
            "hurries": _chip(row.priority, row.hurries),
            "deadline": self._deadline(row),
            **(self._hit(hit, row) if hit else {}),
        }

    def _hit(self, hit: Hit, row: Row) -> dict[str, object]:
        """Who said what was looked for, and when; the address leads to where it stands."""
        said = _SAID(hit.by) if hit.by else _NOTHING
        if hit.is_note:
            said = _NOTED(gettext("Note"), hit.by)
        return {
            "address": f"{self.sheet.threads}{row.public_id}/?{self.sheet.place}#entry-{hit.seq}",
            "at": hit.at.isoformat(),
            "age": _age(hit.at, self.now, self.units),
            "said": said,
            "preview": hit.snippet,
        }

    def _late(self, due_at: datetime | None) -> SafeString:
        if due_at is None or due_at > self.now + NEAR:
            return _NOTHING
        return _NEAR_CLASS if due_at > self.now else _LATE_CLASS

    def _deadline(self, row: Row) -> SafeString:
        """How near the earliest deadline is, from an hour before; or how long ago it was missed.

        A promise that is late says so already: one lateness, one chip.
        """
        due_at = row.deadline_at
        if due_at is None or due_at > self.now + NEAR or self._says_it_is_late(row):
            return _NOTHING
        if due_at > self.now:
            return _timed(_NEAR_DUE, age(self.now, due_at))
        return _timed(_MISSED, age(due_at, self.now))

    def _marks(self, row: Row) -> SafeString:
        since = row.waiting_since
        if not row.is_waiting or since is None:
            return self._standing(row)
        waiting = _WAITING(gettext("Waiting"), since.isoformat(), _age(since, self.now, self.units))
        return waiting + (_TEAM(row.team) if row.team else _NOTHING)

    def _due(self, row: Row) -> SafeString:
        """What is owed next: how late it is, or how soon."""
        if row.due_at is None:
            return _NOTHING
        if row.due_at <= self.now:
            late_since = min(row.due_at, row.deadline_at or row.due_at)
            return _timed(_OVERDUE, age(late_since, self.now))
        return _timed(_OWED, age(self.now, row.due_at))

    def _says_it_is_late(self, row: Row) -> bool:
        """Whether the promise's chip stands for a missed deadline too."""
        moments = (row.due_at, row.deadline_at)
        return all(moment is not None and moment <= self.now for moment in moments)

    def _standing(self, row: Row) -> SafeString:
        stands = (row.status, row.is_spam, row.agent)
        if stands not in self.standings:
            self.standings[stands] = _chip(row.status, row.status_words)
        return self.standings[stands]


def _chip(kind: str, words: str) -> SafeString:
    return _CHIP(kind, words) if words else _NOTHING


def _timed(chip: tuple[str, str | Promise], age_words: str) -> SafeString:
    kind, words = chip
    return _BESIDE + _CHIP(kind, str(words).format(age=age_words))


def _tags(names: list[str]) -> SafeString:
    if not names:  # mostly
        return _NOTHING
    names = sorted(names, key=str.lower)
    shown = [*names[:TAGS_SHOWN], *(["…"] if len(names) > TAGS_SHOWN else [])]
    return joined(map(_TAG, shown))
