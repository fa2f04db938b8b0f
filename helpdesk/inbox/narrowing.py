"""The fields of a question: conditions of the list's statement, and what each names by an index."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, LiteralString

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.inbox.people import addressed, literally, people
from helpdesk.searching.asking import Asked

# How each field is written, and what it finds.
FIELDS: Final = (
    ("from:ana", _("a contact's name, address, phone number or id")),
    ("email:firm.com", _("a part of their e-mail address")),
    ("tag:refund", _("conversations with this tag")),
    ("status:open", _("assisted, waiting, open, snoozed or resolved")),
    ("team:billing", _("the team that has it")),
    ("assignee:me", _("who has it: me, none, or a name")),
    ("after:2026-11-01", _("talked on this day or later; also 7d, 4w, today")),
    ("before:yesterday", _("begun before this day")),
    ("has:file", _("with a file")),
    ("subject:invoice", _("words of the subject")),
    ("order:AB-4711", _("a number or code, with or without its dashes")),
    ("#123", _("the conversation with this number")),
    ('"not delivered"', _("these words as they stand")),
)
# Of what a field alone names, the newest.
NEWEST: Final = 3000

_PHRASE: LiteralString = """EXISTS (
    SELECT FROM {schema}.conversations_message AS m
    WHERE m.conversation_id = c.id AND m.kind <> 'event'
      AND upper(m.body) LIKE upper(%(<key>)s))"""
_TEAM: LiteralString = """c.team_id IN (
    SELECT id FROM {schema}.escalation_team WHERE upper(name) LIKE upper(%(<key>)s))"""
_ASSIGNEE: LiteralString = """c.assignee_id IN (
    SELECT id FROM {schema}.agents_agent
    WHERE upper(name) LIKE upper(%(<key>)s) OR upper(email) LIKE upper(%(<key>)s))"""
_FILE: LiteralString = """EXISTS (
    SELECT FROM {schema}.conversations_attachment AS f
    WHERE f.conversation_id = c.id AND f.state = 'sent')"""
_NEWEST_WITH_FILE: LiteralString = """
    SELECT conversation_id FROM (
        SELECT conversation_id, state FROM {schema}.conversations_attachment
        ORDER BY id DESC LIMIT <most>) AS newest WHERE state = 'sent'
"""
_TAGGED: LiteralString = """c.id IN (
    SELECT g.conversation_id FROM {schema}.filing_tagging AS g
    JOIN {schema}.filing_tag AS t ON t.id = g.tag_id WHERE lower(t.name) = lower(%(<key>)s)
    ORDER BY g.conversation_id DESC LIMIT <most>)"""
_NEWEST_OF: LiteralString = """
    SELECT c.id FROM {schema}.conversations_conversation AS c
    WHERE <condition> ORDER BY <order> LIMIT <most>
"""
_OF_PEOPLE: LiteralString = """
    SELECT c.id FROM (<people>) AS k
    JOIN {schema}.conversations_conversation AS c ON c.contact_id = k.id
"""


@dataclass(slots=True)
class Narrowing:
    """Conditions on a conversation ``c``, all of which hold, and their values."""

    asked: Asked
    conditions: list[LiteralString]
    values: dict[str, Any]
    # What to read where nothing else is asked: the field that names least comes first.
    sources: list[LiteralString]

    def add(self, condition: LiteralString, *, order: LiteralString = "") -> None:
        """``order`` is that of an index over what the condition is on."""
        self.conditions.append(condition)
        if order:
            self.sources.append(
                _NEWEST_OF.replace("<condition>", condition)
                .replace("<order>", order)
                .replace("<most>", str(NEWEST))
            )

    def like(self, key: str, text: str) -> str:
        self.values[key] = f"%{literally(text)}%"
        return key


def narrowing_of(asked: Asked) -> Narrowing:
    """What the fields and phrases of a question ask of a conversation."""
    one = Narrowing(asked, [], {}, [])
    for add in (_people, _tags, _files, _assignees, _teams, _statuses, _days, _phrases):
        add(one)
    return one


def _people(one: Narrowing) -> None:
    for kind, texts in ((people, one.asked.people), (addressed, one.asked.emails)):
        for at, text in enumerate(texts):
            found = kind(f"{kind.__name__}{at}", text, one.values)
            one.conditions.append(f"c.contact_id IN ({found})")
            one.sources.append(_OF_PEOPLE.replace("<people>", found))


def _tags(one: Narrowing) -> None:
    for at, name in enumerate(one.asked.tags):
        one.values[f"tag{at}"] = name
        tagged = _TAGGED.replace("<key>", f"tag{at}").replace("<most>", str(NEWEST))
        one.add(tagged, order="c.id DESC")


def _files(one: Narrowing) -> None:
    if one.asked.has_file:
        one.conditions.append(_FILE)
        one.sources.append(_NEWEST_WITH_FILE.replace("<most>", str(NEWEST)))


def _assignees(one: Narrowing) -> None:
    for at, text in enumerate(one.asked.assignees):
        if text.lower() == "me":
            one.add("c.assignee_id = %(agent)s", order="c.id DESC")
        elif text.lower() in ("none", "nobody"):
            one.add("c.assignee_id IS NULL")
        else:
            key = one.like(f"assignee{at}", text)
            one.add(_ASSIGNEE.replace("<key>", key), order="c.id DESC")


def _teams(one: Narrowing) -> None:
    for at, text in enumerate(one.asked.teams):
        one.add(_TEAM.replace("<key>", one.like(f"team{at}", text)), order="c.id DESC")


def _statuses(one: Narrowing) -> None:
    if one.asked.statuses:
        one.values["statuses"] = one.asked.statuses
        one.add("c.status = ANY(%(statuses)s)", order="c.id DESC")


def _days(one: Narrowing) -> None:
    """Whoever was talked to on one of these days: the conversation was begun and not yet over."""
    after, before = one.asked.after, one.asked.before
    if after:
        one.values["after"] = _midnight(after)
        one.add("c.last_message_at >= %(after)s")
    if before:
        one.values["before"] = _midnight(before)
        one.add("c.created_at < %(before)s")
    if after or before:
        _source_by_day(one)


def _source_by_day(one: Narrowing) -> None:
    last = "c.last_message_at < %(before)s" if one.asked.before else "true"
    first = "c.last_message_at >= %(after)s" if one.asked.after else "true"
    source = _NEWEST_OF.replace("<condition>", f"{first} AND {last}")
    order = "c.last_message_at DESC, c.id DESC"
    one.sources.append(source.replace("<order>", order).replace("<most>", str(NEWEST)))


def _phrases(one: Narrowing) -> None:
    for at, phrase in enumerate(one.asked.phrases):
        one.conditions.append(_PHRASE.replace("<key>", one.like(f"phrase{at}", phrase)))


def _midnight(day: date) -> datetime:
    try:
        return datetime.combine(day, time(), timezone.get_current_timezone())
    except OverflowError:
        return datetime.combine(day, time(), UTC)
