"""What very many conversations say, and the search index over it, by set-based SQL.

Two messages each, of words as rare as in real text (Zipf over ``library.word``), with a number that
only one conversation has. The pieces are what ``helpdesk.searching`` would make of them; a test
holds the two together.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from bench.filling import filled_at_once
from bench.library import SYLLABLES, VOCABULARY, word
from helpdesk.searching.models import Progress

# Words of a message; one in all of them, so that it tells conversations apart by nothing.
LENGTH = 12
EVERYWHERE = "order"
_TABLES = ("conversations_message", "searching_piece", "searching_knownword")

_SAY = """
    INSERT INTO conversations_message
        (conversation_id, seq, kind, sender, author, body, data, created_at)
    SELECT c.id, seq, 'message', (ARRAY['contact', 'agent'])[seq],
           (ARRAY['contact', 'agent:1'])[seq],
           CASE WHEN seq = 1 THEN 'Order N-' || c.id || ' ' ELSE '' END || array_to_string(ARRAY(
               SELECT part[1 + rank / 4900 %% 70] || part[1 + rank / 70 %% 70]
                      || part[1 + rank %% 70]
               FROM (SELECT floor(exp(random() * ln(%(most)s)) - 1)::int AS rank
                     FROM generate_series(1, %(length)s) WHERE c.id > 0 AND seq > 0) AS ranks
           ), ' '), '{}', c.created_at
    FROM conversations_conversation AS c, generate_series(1, 2) AS seq,
         (SELECT %(parts)s::text[] AS part) AS syllables
    WHERE NOT EXISTS (SELECT FROM conversations_message AS m WHERE m.conversation_id = c.id)
"""
_INDEX = """
    INSERT INTO searching_piece (conversation_id, is_note, first_seq, last_seq, size, words)
    SELECT conversation_id, false, 1, 2, sum(length(body)),
           array_to_tsvector(string_to_array(lower(string_agg(replace(body, '-', ' '), ' ')), ' ')
                             || ('n' || conversation_id))
    FROM conversations_message GROUP BY conversation_id
    HAVING conversation_id NOT IN (SELECT conversation_id FROM searching_piece)
    ORDER BY conversation_id DESC
"""
_KNOW = """
    INSERT INTO searching_knownword (text)
    SELECT unnest(%(words)s::text[]) UNION SELECT %(everywhere)s ON CONFLICT DO NOTHING
"""


def say_something() -> None:
    """Give every conversation of the bound tenant that has none two messages, and index them."""
    values: dict[str, Any] = {
        "words": [word(rank) for rank in range(VOCABULARY)],
        "parts": SYLLABLES,
        "most": VOCABULARY,
        "length": LENGTH,
        "everywhere": EVERYWHERE,
    }
    with connection.cursor() as cursor, filled_at_once(cursor, *_TABLES):
        cursor.execute("SELECT setseed(0.7)")
        for statement in (_SAY, _INDEX, _KNOW):
            cursor.execute(statement, values)
    whole = {"swept_at": timezone.now(), "filled_from": 0}
    Progress.objects.update_or_create(pk=1, defaults=whole)
