"""Past tickets: what a customer asked and how a colleague solved it, as drafts for a person.

Transcripts come as JSON lines, ``{"id", "subject"?, "messages": [{"author", "text"}]}``, or as CSV
with a row for each message: ``ticket``, ``author``, ``text`` and perhaps ``subject``. A pair is
made of the first thing that the customer asked and of the last thing that a colleague explained
at length. Tickets without either make none, and say why.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.sources.anonymous import without_persons
from knowledge.sources.problems import BadSource
from knowledge.sources.questions import column, table

MOST_TICKETS = 20_000
# An explanation has more words than "I will look into it".
LEAST_ANSWER_WORDS = 12
MOST_TITLE = 120

_CUSTOMER = {"customer", "contact", "user", "visitor", "client", "requester", "end-user", "kunde"}
_COLLEAGUE = {"agent", "support", "staff", "admin", "operator", "assignee", "representative"}
_ID = ("ticket", "ticket_id", "conversation", "conversation_id", "id", "case")
_AUTHOR = ("author", "role", "sender", "from", "speaker")
_TEXT = ("text", "body", "message", "content")
_SUBJECT = ("subject", "title")
_PUTS_OFF = re.compile(
    r"\b(let me (check|look)|look into|get back to you|one moment|transfer you|forward(ed)? (this|"
    r"your)|could you (please )?(send|tell|confirm|share))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(how|where|why|what|when|which|who|can|cannot|can't|could|does|doesn't|unable|won't|wie|"
    r"wo|warum|kann|cómo|comment)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Ticket:
    """A transcript: (whether the customer said it, what was said), in order."""

    name: str
    subject: str = ""
    said: list[tuple[bool, str]] = field(default_factory=list)


def read(text: str, *, name: str) -> Iterator[dict[str, Any]]:
    """Drafts as ``documents.document`` takes them, with the ticket under ``place``.

    A ticket of which no pair can be made has ``problem`` instead. Raises ``BadSource``.
    """
    is_lines = text.lstrip()[:1] == "{"
    tickets = _from_lines(text) if is_lines else _from_table(text)
    for number, ticket in enumerate(tickets, start=1):
        if number > MOST_TICKETS:
            raise BadSource(f"More than {MOST_TICKETS:,} tickets: split the file.")
        if isinstance(ticket, Ticket):
            yield {"place": f"ticket {ticket.name}", **_draft(ticket, name)}
        else:
            yield {"place": f"line {number}", "problem": ticket}


def _from_lines(text: str) -> Iterator[Ticket | str]:
    for line in text.splitlines():
        if line.strip():
            yield _from_line(line)


def _from_line(line: str) -> Ticket | str:
    """The ticket, or what is wrong with the line."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return "Broken JSON."
    messages = values.get("messages") if isinstance(values, dict) else None
    if not isinstance(messages, list):
        return "A line must be an object with 'messages', a list of {author, text}."
    ticket = Ticket(str(_first(values, _ID)), str(_first(values, _SUBJECT)))
    for message in messages:
        if isinstance(message, dict):
            _say(ticket, str(_first(message, _AUTHOR)), str(_first(message, _TEXT)))
    return ticket


def _from_table(text: str) -> Iterator[Ticket]:
    columns, rows = table(text)
    names = {what: column(columns, known) for what, known in _COLUMNS.items()}
    missing = [what for what in ("ticket", "author", "text") if names[what] is None]
    if missing:
        raise BadSource(
            f"The first row must name the columns ticket, author and text; {', '.join(missing)} "
            f"is missing. It has: {', '.join(columns)[:200]}"
        )
    tickets: dict[str, Ticket] = {}
    for _, row in rows:
        cells = {what: row.get(named or "", "") for what, named in names.items()}
        ticket = tickets.setdefault(cells["ticket"], Ticket(cells["ticket"]))
        ticket.subject = ticket.subject or cells["subject"]
        _say(ticket, cells["author"], cells["text"])
    yield from tickets.values()


_COLUMNS = {"ticket": _ID, "author": _AUTHOR, "text": _TEXT, "subject": _SUBJECT}


def _first(values: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((values[name] for name in names if values.get(name)), "")


def _say(ticket: Ticket, author: str, text: str) -> None:
    """Who is neither (the assistant, the system) is left out: it is no colleague's answer."""
    who = author.strip().casefold()
    if text.strip() and who in _CUSTOMER | _COLLEAGUE:
        ticket.said.append((who in _CUSTOMER, text.strip()))


def _draft(ticket: Ticket, name: str) -> dict[str, Any]:
    asked = next((at for at, (is_customer, _) in enumerate(ticket.said) if is_customer), None)
    if asked is None:
        return {"problem": "Nothing that a customer said."}
    answers = [text for is_customer, text in ticket.said[asked:] if not is_customer]
    explained = [text for text in map(without_persons, answers) if _explains(text)]
    if not explained:
        return {"problem": "No answer that explains anything."}
    question = without_persons(ticket.said[asked][1])
    title = _title(without_persons(ticket.subject), question)
    if not title:
        return {"problem": "Nothing that the customer asked for."}
    return {
        "id": f"ticket:{ticket.name or title}"[:300],
        "title": title,
        "body": explained[-1],
        "summary": "",
        "origin_note": f"{name}, ticket {ticket.name}",
    }


def _explains(text: str) -> bool:
    words = len(text.split())
    return words >= LEAST_ANSWER_WORDS * (3 if _PUTS_OFF.search(text) else 1)


def _title(subject: str, question: str) -> str:
    """The sentence in which the customer asks; else the subject; else how they began."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", question)
    asking = [sentence.strip() for sentence in sentences if _is_question(sentence)]
    subject = re.sub(r"^((re|fwd?|aw|wg):\s*)+", "", subject.strip(), flags=re.IGNORECASE)
    if _is_question(subject):
        asking.insert(0, subject)
    return _short(asking or [subject, *sentences])


def _is_question(sentence: str) -> bool:
    return bool(_ASKS.search(sentence)) and len(sentence.split()) >= 3


def _short(choices: Iterable[str]) -> str:
    """The first that says something, cut after a word."""
    title = next((choice for choice in choices if len(choice.split()) > 1), "")
    if len(title) <= MOST_TITLE:
        return title
    return title[:MOST_TITLE].rpartition(" ")[0] + " …"
