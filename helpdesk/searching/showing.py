"""Where a conversation says what was asked for: the entry, and a few words round it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from helpdesk.conversations.models import Message
from helpdesk.searching import words
from helpdesk.searching.finding import Found
from helpdesk.searching.indexing import text_of
from tenants.database import direct

# Characters of a snippet, and of them before the first hit.
LENGTH: Final = 150
BEFORE: Final = 40
# Entries of a piece that are read; it has more only where they are very short.
_ENTRIES: Final = 60

_SAID: LiteralString = """
    SELECT c.id, m.seq, m.kind, m.sender, coalesce(a.name, ''), m.created_at, m.body, ARRAY(
        SELECT one->>'name' FROM jsonb_array_elements(m.data->'attachments') AS one)
    FROM unnest(%(ids)s::bigint[]) AS c (id)
    CROSS JOIN LATERAL (
        SELECT conversation_id, is_note, first_seq, last_seq FROM {schema}.searching_piece
        WHERE conversation_id = c.id AND words @@ %(words)s::tsquery AND (%(notes)s OR NOT is_note)
        ORDER BY last_seq DESC LIMIT 1
    ) AS p
    CROSS JOIN LATERAL (
        SELECT * FROM {schema}.conversations_message
        WHERE conversation_id = p.conversation_id AND seq BETWEEN p.first_seq AND p.last_seq
          AND kind = CASE WHEN p.is_note THEN 'note' ELSE 'message' END AND redacted_at IS NULL
        ORDER BY seq DESC LIMIT %(most)s
    ) AS m
    LEFT JOIN {schema}.agents_agent AS a ON a.id = m.agent_id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """The entry of a conversation that fits best; ``snippet`` is escaped, with hits in ``mark``.

    ``sender`` is that of a message, ``agent`` the name of an agent who said it.
    """

    seq: int
    is_note: bool
    sender: str
    agent: str
    at: datetime
    snippet: SafeString

    @property
    def by(self) -> str:
        """Who said it, shortly, when it was not the customer."""
        if self.sender == Message.Sender.ASSISTANT:
            return gettext("AI")
        is_agent = self.sender == Message.Sender.AGENT
        return (self.agent.partition(" ")[0] or gettext("Agent")) if is_agent else ""


def hits(found: Found, ids: Sequence[int], *, notes: bool = True) -> dict[int, Hit]:
    """By conversation, for those of ``ids`` that say what was found, in one statement."""
    if not found.condition or not ids:
        return {}
    asked = {"ids": list(ids), "words": found.condition, "notes": notes, "most": _ENTRIES}
    best: dict[int, tuple[int, Hit]] = {}
    wanted = {one.removeprefix("subject:") for one in found.words}
    for pk, seq, kind, sender, agent, at, body, files in direct.fetch(_SAID, asked):
        text = " ".join(text_of(body, files).split())
        marks = [word for word in words.words_in(text) if word.text in wanted]
        different = len({word.text for word in marks})
        if different > best.get(pk, (0,))[0]:
            is_note = kind == Message.Kind.NOTE
            best[pk] = different, Hit(seq, is_note, sender, agent, at, snippet(text, marks))
    return {pk: hit for pk, (_, hit) in best.items()}


def snippet(text: str, marks: Sequence[words.Word]) -> SafeString:
    """Some of ``text`` round the first of ``marks``, with all that it holds of them marked."""
    begin = max(marks[0].start - BEFORE, 0)
    if begin:
        begin = text.rfind(" ", 0, begin + 1) + 1 or begin
    end = begin + LENGTH
    inside = _apart(word for word in marks if word.end <= end)
    ends = [begin, *(at for word in inside for at in (word.start, word.end)), end]
    plain = [text[ends[at] : ends[at + 1]] for at in range(0, len(ends), 2)]
    marked = [text[word.start : word.end] for word in inside]
    pieces = zip(plain, [*marked, ""], strict=True)
    said = format_html_join("", "{}<mark>{}</mark>", list(pieces)[:-1])
    return format_html(
        "{}{}{}{}", "… " if begin else "", said, plain[-1], " …" if end < len(text) else ""
    )


def _apart(marks: Iterable[words.Word]) -> list[words.Word]:
    """Of marks that overlap the first, which is the longest."""
    kept: list[words.Word] = []
    for word in sorted(marks, key=lambda one: (one.start, -one.end)):
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept
