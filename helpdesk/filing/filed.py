"""How a conversation is filed, read at once: its tags, who follows it, what it is linked with."""

import json
from dataclasses import dataclass
from typing import Any, LiteralString

from tenants.database import direct


@dataclass(frozen=True, slots=True)
class Follower:
    """An agent who wants to hear of it."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Filed:
    """Tags and followers by name; of linked conversations the public ids, the latest first."""

    tags: list[str]
    followers: list[Follower]
    linked: list[str]

    @property
    def emails(self) -> list[str]:
        """Of those who follow."""
        return sorted((one.email for one in self.followers), key=str.lower)

    def is_followed_by(self, agent_id: int) -> bool:
        return any(one.id == agent_id for one in self.followers)


_READ: LiteralString = """
    SELECT
        ARRAY(
            SELECT t.name
            FROM {schema}.filing_tagging AS g
            JOIN {schema}.filing_tag AS t ON t.id = g.tag_id
            WHERE g.conversation_id = %(id)s ORDER BY lower(t.name)
        ),
        (
            SELECT jsonb_agg(jsonb_build_array(a.id, a.name, a.email) ORDER BY a.name, a.id)
            FROM {schema}.filing_following AS f
            JOIN {schema}.agents_agent AS a ON a.id = f.agent_id
            WHERE f.conversation_id = %(id)s
        ),
        ARRAY(
            SELECT c.public_id
            FROM (
                SELECT second_id AS id FROM {schema}.filing_link WHERE first_id = %(id)s
                UNION ALL
                SELECT first_id FROM {schema}.filing_link WHERE second_id = %(id)s
            ) AS other
            JOIN {schema}.conversations_conversation AS c USING (id)
            ORDER BY c.last_message_at DESC, c.id DESC
        )
"""


def of(conversation_id: int) -> Filed:
    """All of it in one statement, each part by an index."""
    found: tuple[Any, ...] = direct.fetch(_READ, {"id": conversation_id})[0]
    tags, followers, linked = found
    return Filed([*tags], [Follower(*one) for one in _read(followers)], [*linked])


def _read(value: Any) -> list[Any]:
    """Django leaves JSON that it did not ask for as text."""
    return json.loads(value) if isinstance(value, str) else value or []
