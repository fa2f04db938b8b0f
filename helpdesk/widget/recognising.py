"""Who comes with a token, into which conversation: one statement for all that a hello asks.

After a restart every browser says hello at once, so this is what a storm of them costs.
"""

from dataclasses import dataclass
from typing import LiteralString

from django.core.exceptions import PermissionDenied

from helpdesk.conversations.models import Conversation
from helpdesk.widget import sessions
from helpdesk.widget.epoch import EPOCH
from helpdesk.widget.sessions import Visit
from helpdesk.widget.speaking import Own
from tenants.context import current_schema
from tenants.database import direct
from tenants.signing import BadToken

# A merged conversation is found under its own name too, and leads to the one that lives.
_WHO: LiteralString = """
    SELECT (<epoch>), k.id, k.public_id, k.is_blocked,
           k.external_id IS NOT NULL AND coalesce(s.identification_required, false),
           c.id, c.public_id, c.head
    FROM {schema}.conversations_contact AS k
    LEFT JOIN {schema}.widget_widgetsettings AS s ON s.id = 1
    LEFT JOIN {schema}.conversations_conversation AS named
        ON named.contact_id = k.id AND named.public_id = %(conversation)s
    LEFT JOIN {schema}.conversations_conversation AS c
        ON c.id = coalesce(named.merged_into_id, named.id)
    WHERE k.public_id = %(contact)s
""".replace("<epoch>", EPOCH)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A visitor, and the conversation that they named, if it is their own.

    ``epoch``: the life that its numbers belong to, or the database's own without one.
    """

    visit: Visit
    conversation: Own | None
    epoch: str

    @property
    def own(self) -> Own:
        """Raises ``Conversation.DoesNotExist`` for a name that leads to none of theirs."""
        if self.conversation is None:
            raise Conversation.DoesNotExist
        return self.conversation


async def recognise(token: str, conversation: str = "") -> Recognised:
    """The visit behind a token. Raises ``BadToken``, and ``PermissionDenied`` when blocked."""
    held = sessions.read(token)
    asked = {"schema": current_schema(), "contact": held.contact, "conversation": conversation}
    rows = await direct.afetch(_WHO, asked)
    if not rows:
        raise BadToken("The visitor of this token is gone.")
    epoch, number, name, is_blocked, must_prove, *found = rows[0]
    until = held.until(must_prove=must_prove)
    if is_blocked:
        raise PermissionDenied("This contact is blocked.")
    own = _own(conversation, *found)
    return Recognised(Visit(number, name, until), own, own.life(epoch) if own else epoch)


def _own(asked: str, number: int | None, public_id: str, head: int) -> Own | None:
    if number is None:
        return None
    return Own(number, asked, head, is_renamed=asked != public_id)
