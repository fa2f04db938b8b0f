"""The entries of a thread as markup.

Not a template, as in ``lines``: an entry is fifty template nodes, and two hundred of them took
70 ms of processor time. What few entries have, such as files and sources, stays a template.
"""

import datetime as dates
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.template.defaultfilters import date, linebreaksbr, urlize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from helpdesk.conversations.models import Conversation
from helpdesk.inbox.pictures import avatar, icon
from helpdesk.inbox.thread import Entry
from helpdesk.markup import Markup, joined
from knowledge import rendering

_DAY = Markup("""
<li class="day">{}</li>""")
_EVENT = Markup("""
<li class="event" id="entry-{seq}" data-seq="{seq}" data-event="{event}"{oob}>
  <span>{words}</span>
  <time datetime="{at}" data-clock="time">{clock}</time>
</li>""")
_ENTRY = Markup("""
<li class="entry entry-{kind}" id="entry-{seq}" data-seq="{seq}"{oob}>
  {avatar}
  <div class="entry-body">
    <p class="entry-who">
      <strong>{name}</strong>
      {note}
      <time datetime="{at}" data-clock="time" title="{moment} UTC">{clock}</time>
    </p>
    {said}
  </div>
  {redact}
</li>""")
_BUBBLE = Markup("""<div class="bubble" dir="auto">
      {}
    </div>""")
_REDACTED = Markup("""<p class="bubble bubble-redacted">{}{}</p>""")
_REDACT = Markup("""<button type="button"
          class="icon-button entry-redact"
          hx-post="{}""")
_REDACT_NUMBERED = Markup("""/"
          hx-swap="none"
          hx-confirm="{question}"
          data-confirm="{redact}"
          aria-label="{label}"
          title="{redact}">{icon}</button>""")
_BUTTON = Markup("{}{}{}")

_NOTHING = SafeString("")
_OUT_OF_BAND = SafeString(' hx-swap-oob="true"')
_NOTE = Markup("""<span class="chip chip-note">{}</span>""")
_SEEN = Markup("""<p class="seen-mark">{}</p>""")
# A text without any of them holds no address, which ``urlize`` would look for word by word.
_IN_ADDRESSES = frozenset(".:@")


def entries(
    conversation: Conversation, shown: Iterable[Entry], *, days: bool = False, oob: bool = False
) -> SafeString:
    """The markup of ``shown``: with a line before each new day, or to be swapped out of band."""
    paper = _Paper(conversation, str(conversation.contact), _redact(conversation), oob)
    return joined(paper.parts(shown, days=days))


def _redact(conversation: Conversation) -> tuple[SafeString, SafeString]:
    """The button that redacts an entry: what stands before its number, and what follows."""
    address = reverse("inbox:redact", args=[conversation.public_id, 0]).removesuffix("0/")
    question = gettext(
        "Remove this text for good? It cannot be brought back, here or in the customer's chat."
    )
    after = _REDACT_NUMBERED(
        question=question,
        redact=gettext("Redact"),
        label=gettext("Redact this entry"),
        icon=icon("eraser"),
    )
    return _REDACT(address), after


@dataclass(frozen=True, slots=True)
class _Paper:
    """What all entries of a piece have in common, made once; words of a day and faces as well."""

    conversation: Conversation
    contact: str
    redact: tuple[SafeString, SafeString]
    oob: bool
    system: str = field(default_factory=lambda: gettext("System"))
    seen: SafeString = field(default_factory=lambda: _SEEN(gettext("Seen")))
    days: dict[dates.date, tuple[str, str]] = field(default_factory=dict)
    faces: dict[tuple[str, str, str], SafeString] = field(default_factory=dict)

    def parts(self, shown: Iterable[Entry], *, days: bool) -> Iterator[SafeString]:
        day = ""
        for entry in shown:
            at = entry.at.astimezone(UTC)
            if days and day != (day := self._day(at)[0]):
                yield _DAY(day)
            yield self._event(entry, at) if entry.is_event else self._entry(entry, at)

    def _event(self, entry: Entry, at: datetime) -> SafeString:
        return _EVENT(
            seq=entry.seq,
            event=entry.data.get("event", ""),
            oob=_OUT_OF_BAND if self.oob else _NOTHING,
            words=entry.words,
            at=at.isoformat(),
            clock=f"{at:%H:%M}",
        )

    def _entry(self, entry: Entry, at: datetime) -> SafeString:
        author, by_contact = entry.author, entry.sender == "contact"
        name = self.contact if by_contact else author.get("name", "")
        colour = "" if by_contact else author.get("colour", "")
        return _ENTRY(
            kind="note" if entry.is_note else entry.sender,
            seq=entry.seq,
            oob=_OUT_OF_BAND if self.oob else _NOTHING,
            avatar=self._face(name, colour, entry.sender),
            name=name or self.system,
            note=_note() if entry.is_note else _NOTHING,
            at=at.isoformat(),
            moment=f"{self._day(at)[1]}, {at:%H:%M:%S}",
            clock=f"{at:%H:%M}",
            said=self._said(entry),
            redact=_NOTHING if entry.is_redacted else self._button(entry.seq),
        )

    def _day(self, at: datetime) -> tuple[str, str]:
        """A day as the line before it says it, and as the full moment of an entry does."""
        day = at.date()
        if day not in self.days:
            self.days[day] = date(at, "l, j F"), date(at, "j F Y")
        return self.days[day]

    def _face(self, name: str, colour: str, sender: str) -> SafeString:
        face = (name, colour, sender)
        if face not in self.faces:
            self.faces[face] = avatar(*face)
        return self.faces[face]

    def _button(self, seq: int) -> SafeString:
        before, after = self.redact
        return _BUTTON(before, seq, after)

    def _said(self, entry: Entry) -> SafeString:
        if entry.is_redacted:
            words = gettext("Redacted. The text was removed for good.")
            return _REDACTED(icon("block"), words)
        return self._files(entry) + _bubble(entry) + self._marks(entry)

    def _files(self, entry: Entry) -> SafeString:
        files = entry.data.get("attachments")
        if not files:
            return _NOTHING
        shown = {"files": files, "conversation": self.conversation}
        return render_to_string("inbox/_files.html", shown)

    def _marks(self, entry: Entry) -> SafeString:
        """Sources and verdicts of the assistant's words; whether the customer saw an agent's."""
        if entry.sender == "assistant":
            return render_to_string("inbox/_entry_marks.html", {"entry": entry})
        return self.seen if entry.sender == "agent" and not entry.is_note else _NOTHING


def _bubble(entry: Entry) -> SafeString:
    if not entry.body:
        return _NOTHING
    if entry.sender == "assistant":
        return _BUBBLE(rendering.page(entry.body).html)
    has_addresses = not _IN_ADDRESSES.isdisjoint(entry.body)
    return _BUBBLE(linebreaksbr(urlize(entry.body) if has_addresses else entry.body))


def _note() -> SafeString:
    return _NOTE(gettext("Note · only colleagues see it"))
