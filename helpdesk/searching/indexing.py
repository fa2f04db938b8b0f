"""Put what was said into the index, from the place to which it has come. The only writer of pieces.

A conversation is read from the entry after the last one that its pieces reach, so a run that was
cut short is continued by the next, and one too many changes nothing. Its row is held against
removal (``FOR KEY SHARE``, for which no message waits): whoever redacts or erases holds it for
themselves, so nothing that goes away is indexed afterwards. Who is held already is left for later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

from helpdesk.conversations.models import Conversation, Message
from helpdesk.searching import words
from helpdesk.searching.models import KnownWord, Piece
from tenants.database import direct

# Characters after which a piece is full. Words of one query have to meet in a piece; and one that
# is too large for a page would be read in two places.
FULL: Final = 2_000
# Entries that one run reads; what comes after is for the next.
ENTRIES: Final = 4_000

_TAKE: LiteralString = """
    SELECT id, head, subject FROM {schema}.conversations_conversation
    WHERE id = ANY(%(ids)s) ORDER BY id FOR KEY SHARE SKIP LOCKED
"""
_LATEST: LiteralString = """
    SELECT DISTINCT ON (conversation_id, is_note) id, conversation_id, is_note, first_seq,
           last_seq, size
    FROM {schema}.searching_piece WHERE conversation_id = ANY(%(ids)s)
    ORDER BY conversation_id, is_note, first_seq DESC
"""
_SAID: LiteralString = """
    SELECT m.conversation_id, m.seq, m.kind, m.body, ARRAY(
        SELECT one->>'name' FROM jsonb_array_elements(m.data->'attachments') AS one)
    FROM unnest(%(ids)s::bigint[], %(after)s::int[], %(heads)s::int[]) AS c (id, after, head)
    JOIN {schema}.conversations_message AS m
      ON m.conversation_id = c.id AND m.seq > c.after AND m.seq <= c.head
    WHERE m.kind IN ('message', 'note') AND m.redacted_at IS NULL
    ORDER BY c.id, m.seq LIMIT %(most)s
"""
_ADD: LiteralString = """
    INSERT INTO {schema}.searching_piece
        (conversation_id, is_note, first_seq, last_seq, size, words)
    SELECT conversation, is_note, first, last, size, array_to_tsvector(string_to_array(said, ' '))
    FROM unnest(%(conversations)s::bigint[], %(notes)s::bool[], %(firsts)s::int[],
                %(lasts)s::int[], %(sizes)s::int[], %(words)s::text[])
        AS new (conversation, is_note, first, last, size, said)
"""
_GROW: LiteralString = """
    UPDATE {schema}.searching_piece AS p SET last_seq = new.last, size = new.size,
        words = p.words || array_to_tsvector(string_to_array(new.said, ' '))
    FROM unnest(%(pks)s::bigint[], %(lasts)s::int[], %(sizes)s::int[], %(words)s::text[])
        AS new (id, last, size, said)
    WHERE p.id = new.id
"""
_REACH: LiteralString = """
    UPDATE {schema}.searching_piece AS p SET last_seq = new.last
    FROM unnest(%(pks)s::bigint[], %(lasts)s::int[]) AS new (id, last) WHERE p.id = new.id
"""
_REMEMBER: LiteralString = """
    INSERT INTO {schema}.searching_knownword (text)
    SELECT text FROM unnest(%(words)s::text[]) AS said (text)
    WHERE NOT EXISTS (SELECT FROM {schema}.searching_knownword AS k WHERE k.text = said.text)
    ORDER BY text ON CONFLICT DO NOTHING
"""


@dataclass(slots=True)
class _Page:
    """A piece on its way: one of the table's that is not full, or a new one (``pk`` None)."""

    conversation_id: int
    is_note: bool
    first_seq: int
    last_seq: int
    size: int = 0
    pk: int | None = None
    words: set[str] = field(default_factory=set)

    def take(self, seq: int, text: str) -> None:
        self.last_seq = seq
        self.size += len(text)
        self.words |= words.word_set(text)


def index(ids: Sequence[int]) -> set[int]:
    """Index what these conversations have said since, in the caller's transaction.

    Returns those that are left for another time: somebody holds them, or they have said too much
    for one run.
    """
    taken = {row[0]: row[1:] for row in direct.fetch(_TAKE, {"ids": list(ids)})}
    open_pages = _open_pages(list(taken))
    shelf = [
        _Shelf(pk, head, subject, open_pages.get(pk, {})) for pk, (head, subject) in taken.items()
    ]
    cut = _read([one for one in shelf if one.after < one.head])
    _write([page for one in shelf for page in one.pages])
    existing = set(Conversation.objects.filter(pk__in=set(ids) - set(taken)).values_list("pk"))
    return cut | {pk for (pk,) in existing}


class _Shelf:
    """The pieces of one conversation, while it is read."""

    def __init__(self, pk: int, head: int, subject: str, pages: dict[bool, _Page]) -> None:
        """``pages``: the last piece of what was said (False), and of notes (True)."""
        self.pk, self.head = pk, head
        self.after = pages[False].last_seq if False in pages else 0
        self._last = pages if pages else {False: self._first(subject)}
        self.pages = list(self._last.values())

    def _first(self, subject: str) -> _Page:
        page = _Page(self.pk, is_note=False, first_seq=1, last_seq=0)
        if subject:
            said = words.word_set(subject)
            page.words = said | {f"subject:{word}" for word in said}
            page.size = len(subject)
        return page

    def put(self, seq: int, kind: str, text: str) -> None:
        is_note = kind == Message.Kind.NOTE
        page = self._last.get(is_note)
        if page is None or (page.size and page.size + len(text) > FULL):
            first = seq if is_note or page is None else page.last_seq + 1
            page = self._last[is_note] = _Page(self.pk, is_note, first, seq)
            self.pages.append(page)
        page.take(seq, text)

    def reach(self, seq: int) -> None:
        """All up to ``seq`` was read: events hold no words."""
        self._last[False].last_seq = seq


def _open_pages(ids: list[int]) -> dict[int, dict[bool, _Page]]:
    """Of each conversation the last piece that was said, and the last one of notes (True)."""
    found: dict[int, dict[bool, _Page]] = {}
    for pk, conversation, is_note, first, last, size in direct.fetch(_LATEST, {"ids": ids}):
        page = _Page(conversation, is_note, first, last, size, pk)
        found.setdefault(conversation, {})[is_note] = page
    return found


def _read(shelf: list[_Shelf]) -> set[int]:
    """Put on each its entries; returns whom the bound has cut off."""
    if not shelf:
        return set()
    asked = {
        "ids": [one.pk for one in shelf],
        "after": [one.after for one in shelf],
        "heads": [one.head for one in shelf],
        "most": ENTRIES,
    }
    by_id = {one.pk: one for one in shelf}
    rows = direct.fetch(_SAID, asked)
    for pk, seq, kind, body, files in rows:
        by_id[pk].put(seq, kind, text_of(body, files))
    cut = {one.pk for one in shelf if one.pk >= rows[-1][0]} if len(rows) == ENTRIES else set()
    for one in shelf:
        if one.pk not in cut:
            one.reach(one.head)
        elif one.pk == rows[-1][0]:
            one.reach(rows[-1][1])
    return cut


def text_of(body: str, files: Sequence[str]) -> str:
    """What is found of an entry: its words, and the names of its files."""
    return "\n".join([body, *files]) if files else body


def _write(pages: list[_Page]) -> None:
    new = [page for page in pages if page.pk is None]
    grown = [page for page in pages if page.pk is not None and page.words]
    reached = [page for page in pages if page.pk is not None and not page.words]
    if new:
        direct.fetch(_returning(_ADD), _columns(new))
    if grown:
        direct.fetch(_returning(_GROW), _columns(grown))
    if reached:
        direct.fetch(_returning(_REACH), _columns(reached))
    known = {word for page in pages for word in page.words if words.is_known(word)}
    if known:
        direct.fetch(_returning(_REMEMBER), {"words": sorted(known)})


def _returning(text: LiteralString) -> LiteralString:
    return text + " RETURNING 1"


def _columns(pages: Iterable[_Page]) -> dict[str, list[Any]]:
    listed = list(pages)
    return {
        "pks": [page.pk for page in listed],
        "conversations": [page.conversation_id for page in listed],
        "notes": [page.is_note for page in listed],
        "firsts": [page.first_seq for page in listed],
        "lasts": [page.last_seq for page in listed],
        "sizes": [page.size for page in listed],
        "words": [" ".join(sorted(page.words)) for page in listed],
    }


def forget(conversation_id: int, seq: int, body: str) -> None:
    """Entry ``seq`` is gone from the log: let go of its words, in the caller's transaction.

    The words that it shared with others of its piece stay with these. A word that is in use
    elsewhere is known again as soon as it is said again.
    """
    for piece in Piece.objects.filter(
        conversation_id=conversation_id, first_seq__lte=seq, last_seq__gte=seq
    ):
        _rewrite(piece)
    _unlearn(words.word_set(body))


def forget_all(conversation_id: int) -> None:
    """The conversation is about to go, and its pieces with it."""
    query: LiteralString = """
        SELECT DISTINCT unnest(tsvector_to_array(words)) FROM {schema}.searching_piece
        WHERE conversation_id = %(id)s
    """
    _unlearn({row[0] for row in direct.fetch(query, {"id": conversation_id})})


def start_over(conversation_id: int) -> None:
    """Its log holds less than its pieces say: the next sweep reads it from the beginning."""
    forget_all(conversation_id)
    Piece.objects.filter(conversation=conversation_id).delete()


def _rewrite(piece: Piece) -> None:
    kind = Message.Kind.NOTE if piece.is_note else Message.Kind.MESSAGE
    entries = Message.objects.filter(
        conversation=piece.conversation_id, kind=kind, seq__range=(piece.first_seq, piece.last_seq)
    ).filter(redacted_at=None)
    subject = piece.conversation.subject if piece.first_seq == 1 and not piece.is_note else ""
    page = _Page(piece.conversation_id, piece.is_note, piece.first_seq, piece.last_seq)
    page.words = words.word_set(subject)
    page.words |= {f"subject:{word}" for word in page.words}
    for entry in entries:
        files = [one["name"] for one in entry.data.get("attachments") or ()]
        page.take(piece.last_seq, text_of(entry.body, files))
    query: LiteralString = """
        UPDATE {schema}.searching_piece SET size = %(size)s,
            words = array_to_tsvector(string_to_array(%(words)s, ' ')) WHERE id = %(id)s RETURNING 1
    """
    said = " ".join(sorted(page.words))
    direct.fetch(query, {"id": piece.pk, "size": page.size, "words": said})


def _unlearn(said: set[str]) -> None:
    KnownWord.objects.filter(text__in=[word for word in said if words.is_known(word)]).delete()
