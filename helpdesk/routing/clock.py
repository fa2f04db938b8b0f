"""The clock of queues: a tick every half minute, of those tenants alone who have use for it.

Each tick is a job of the outbox, which the relay takes fairly over tenants, and owes the next one
as long as there is something to look after (``ticking``). Ticks fall on the same half minutes
whoever owes them, and the job's key is that moment, so that there is one at a time. Where one
could not be done, the relay itself owes the next (``tasks``).
"""

from datetime import UTC, datetime

from tenants.database import clock as database_clock
from tenants.work.outbox import enqueue

TICK_TOPIC = "routing.tick"
EVERY_SECONDS = 30


def keep_going(after: int = 0) -> None:
    """Owe the next tick, with the caller's change; ``after`` is the number of the one that is done.

    Counted by the database's clock: by a server's that is ahead, the tick after would come when
    the others are as far.
    """
    number = int(database_clock.now().timestamp() // EVERY_SECONDS) + 1
    number += number == after
    due = datetime.fromtimestamp(number * EVERY_SECONDS, tz=UTC)
    enqueue(TICK_TOPIC, {"number": number}, key=str(number), at=due)
