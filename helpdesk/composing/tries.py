"""Whether a held reply is still tried: work that failed at every try is a dead letter."""

from collections.abc import Iterable
from typing import Final

from helpdesk.composing.models import HeldReply
from tenants.work.outbox import given_up

TOPIC: Final = "composing.send_held"


def as_they_are(held: Iterable[HeldReply]) -> list[HeldReply]:
    """The rows, each knowing whether it is still tried; one statement, where any is late.

    Whoever makes a dead letter owed again makes it tried.
    """
    rows = list(held)
    late = {str(row.pk): row for row in rows if row.is_late}
    for key in given_up(TOPIC, [*late]) if late else ():
        late[key].is_given_up = True
    return rows
