"""One page of a log for all sockets that ask for it at the same moment: read and written once."""

import asyncio
from weakref import WeakKeyDictionary

from helpdesk.conversations import log
from helpdesk.conversations.log import LogPage
from tenants.context import current_schema

# Schema, conversation, the last number that is known.
Place = tuple[str, int, int]

# Pages that still take listeners, by event loop.
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Place, asyncio.Task[LogPage]]] = (
    WeakKeyDictionary()
)


async def after(conversation_id: int, known: int, *, limit: int) -> LogPage:
    """What a contact may see after number ``known``, as of now.

    A hint wakes all listeners of a process in one turn of its event loop; whoever asks in that
    turn shares the page. It is read after it was closed to newcomers, so what was committed
    before the call is in it. Raises ``Conversation.DoesNotExist``.
    """
    asked = _open.setdefault(asyncio.get_running_loop(), {})
    place = (current_schema(), conversation_id, known)
    if place not in asked:
        asked[place] = asyncio.create_task(_read(asked, place, limit))
    # A socket that closes must not take the page from the others.
    return await asyncio.shield(asked[place])


async def _read(asked: dict[Place, asyncio.Task[LogPage]], place: Place, limit: int) -> LogPage:
    try:
        await asyncio.sleep(0)
    finally:
        del asked[place]
    _, conversation_id, known = place
    return await log.aentries_after(conversation_id, known, for_contact=True, limit=limit)
