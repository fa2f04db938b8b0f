"""Very many conversations at once, by set-based SQL: what a workspace holds after years."""

from typing import Any

from django.db import connection

from bench.filling import filled_at_once

_TABLES = (
    *("conversations_contact", "conversations_conversation", "recovery_promise"),
    *("filing_tag", "filing_tagging"),
)
# Of a thousand conversations: 30 open, 4 waiting, 20 with the assistant, 10 snoozed, 5 spam; the
# rest are resolved. The latest are the liveliest, as in a real inbox, but not only they.
_CONTACTS = """
    INSERT INTO conversations_contact
        (public_id, name, email, phone, attributes, locale, is_blocked, created_at)
    SELECT 'k' || left(md5(random()::text || n), 20),
           initcap(first[1 + n %% 40] || ' ' || last[1 + (n / 40) %% 50]),
           first[1 + n %% 40] || '.' || last[1 + (n / 40) %% 50] || n || '@mail.example',
           '', '{}', 'en', false, now() - n * interval '1 minute'
    FROM generate_series(1, %(contacts)s) AS n, (SELECT %(first)s::text[], %(last)s::text[])
        AS names(first, last)
"""
_CONVERSATIONS = """
    WITH known AS (SELECT array_agg(id ORDER BY id) AS ids FROM conversations_contact),
    helpers AS (SELECT array_agg(id) AS ids FROM agents_agent),
    teams AS (SELECT array_agg(id) AS ids FROM escalation_team)
    INSERT INTO conversations_conversation
        (public_id, contact_id, origin, status, team_id, assignee_id, priority, subject, locale,
         page, assistant_on, is_spam, head, last_preview, last_sender, created_at, updated_at,
         last_message_at, waiting_since)
    SELECT 'c' || left(md5(random()::text || n), 20),
           known.ids[1 + n %% cardinality(known.ids)], 'widget', status,
           CASE WHEN status IN ('waiting', 'open') THEN teams.ids[1] END,
           CASE WHEN status IN ('open', 'resolved') AND n %% 3 > 0
                THEN helpers.ids[1 + n %% cardinality(helpers.ids)] END,
           'normal', '', 'en', '{}', true, place < 5, 2,
           'About ' || words[1 + n %% 20] || ' and ' || words[1 + (n / 20) %% 20] || ', case ' || n,
           'contact', at - interval '1 hour', at, at, CASE WHEN status = 'waiting' THEN at END
    FROM generate_series(1, %(conversations)s) AS n, known, helpers, teams,
         (SELECT %(words)s::text[]) AS vocabulary(words),
         LATERAL (SELECT (n::bigint * 7919) %% 1000 AS place,
                         now() - n * interval '30 seconds' AS at) AS p,
         LATERAL (SELECT CASE WHEN place < 5 THEN 'resolved' WHEN place < 35 THEN 'open'
                              WHEN place < 39 THEN 'waiting' WHEN place < 59 THEN 'assisted'
                              WHEN place < 69 THEN 'snoozed' ELSE 'resolved' END AS status) AS s
"""
# Who waits or has a person is owed something, some of it late; of the rest it was done.
_PROMISES = """
    INSERT INTO recovery_promise
        (public_id, conversation_id, key, kind, text, due_at, state, made_by, created_at, kept_at,
         closed_at)
    SELECT 'p' || left(md5(random()::text || id), 20), id, 'wait', 'wait', 'A person answers.', due,
           CASE WHEN done IS NULL THEN 'open' ELSE 'kept' END, 'system', created_at, done, done
    FROM conversations_conversation,
         LATERAL (SELECT created_at + interval '2 hours' AS due,
                         CASE WHEN status IN ('open', 'waiting') THEN NULL
                              ELSE created_at + interval '1 hour' END AS done) AS fate
    WHERE (id %% 5 = 0 OR status IN ('open', 'waiting'))
      AND NOT EXISTS (SELECT FROM recovery_promise AS p
                      WHERE p.conversation_id = conversations_conversation.id)
"""
# Two tags on every fifth conversation, of forty that there are.
_TAGS = """
    INSERT INTO filing_tag (name) SELECT 'tag ' || n FROM generate_series(1, 40) AS n
    ON CONFLICT DO NOTHING
"""
_TAGGINGS = """
    WITH known AS (
        SELECT array_agg(id ORDER BY id) AS ids FROM filing_tag WHERE name LIKE 'tag %%'
    )
    INSERT INTO filing_tagging (tag_id, conversation_id)
    SELECT known.ids[1 + (c.id / 5 + step) %% cardinality(known.ids)], c.id
    FROM conversations_conversation AS c, known, generate_series(0, 1) AS step
    WHERE c.id %% 5 = 0
    ON CONFLICT DO NOTHING
"""
_FIRST = [f"{a}{b}" for a in ("a", "be", "cle", "di", "ey") for b in
          ("da", "lla", "mo", "na", "ra", "rik", "ton", "va")]  # fmt: skip
_LAST = [f"{a}{b}" for a in ("berg", "dahl", "holm", "lind", "sund") for b in
         ("", "er", "gren", "ley", "man", "ner", "qvist", "sen", "strom", "vik")]  # fmt: skip
_WORDS = [f"{a} {b}" for a in ("an invoice", "a refund", "the export", "my card", "a report")
          for b in ("for June", "that failed", "in euro", "of my team")]  # fmt: skip


_TALK = """
    INSERT INTO conversations_message (conversation_id, seq, kind, sender, author, body, data)
    SELECT %(conversation)s, n, 'message', (ARRAY['contact', 'agent'])[1 + n %% 2],
           (ARRAY['contact', 'agent:1'])[1 + n %% 2],
           'Message ' || n || ' about ' || (%(words)s::text[])[1 + n %% 20], '{}'
    FROM generate_series(3, %(length)s) AS n
"""


def fill_at_once(conversations: int) -> None:
    """``fill`` for very many: indexes and references afterwards, 45 s for a million."""
    with connection.cursor() as cursor, filled_at_once(cursor, *_TABLES):
        fill(conversations, vacuum=False)


def fill(conversations: int, *, vacuum: bool = True) -> None:
    """Add so many conversations to the bound tenant, with a contact for every third.

    Without ``vacuum`` it may be called inside a transaction; the planner then guesses.
    """
    values: dict[str, Any] = {
        "contacts": max(conversations // 3, 1),
        "conversations": conversations,
        "first": _FIRST,
        "last": _LAST,
        "words": _WORDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, values)
        cursor.execute(_CONVERSATIONS, values)
        for statement in (_PROMISES, _TAGS, _TAGGINGS):
            cursor.execute(statement, {})
        for table in _TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}" if vacuum else f"ANALYZE {table}")


def talk(length: int) -> str:
    """Give one resolved conversation so many messages, and return its public id."""
    values: dict[str, Any] = {"length": length, "words": _WORDS}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_conversation SET head = %(length)s WHERE id = ("
            " SELECT min(id) FROM conversations_conversation"
            " WHERE status = 'resolved' AND head < 100) RETURNING id, public_id",
            values,
        )
        conversation, public_id = cursor.fetchone()
        cursor.execute(_TALK, {**values, "conversation": conversation})
    return str(public_id)
