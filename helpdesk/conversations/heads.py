"""The heads of many conversations in one statement, when many sockets ask at the same time."""

from helpdesk.conversations import log
from helpdesk.live.gathering import Gathering


async def ahead(conversation_id: int) -> int | None:
    """The head as of now, or None when the conversation is gone."""
    return (await _heads.ask(conversation_id)).get(conversation_id)


async def _read(conversation_ids: set[int]) -> dict[int, int]:
    return await log.aheads(list(conversation_ids))


_heads = Gathering(_read)
