"""One kind of work for each way to keep an effect to once, and one for each way to fail."""

import os
import signal
import time

from tenants.work import effects
from tenants.work.outbox import Payload, handles, sends, thinks
from tests.chaos.duties import ledger


@handles("chaos.whole", patient=False)
def whole(payload: Payload) -> None:
    ledger.begun(payload["number"], os.getpid())
    ledger.effect(payload["number"])


@thinks("chaos.thought", patient=False)
def thought(payload: Payload) -> None:
    """``{"number": n, "seconds": s}``: thinks for so long, then commits."""
    ledger.begun(payload["number"], os.getpid())
    _think_and_commit(payload)


@sends("chaos.sent", patient=False)
def sent(payload: Payload, key: str) -> None:
    ledger.begun(payload["number"], os.getpid())
    ledger.sent(payload["number"], key)


@thinks("chaos.raises", patient=False)
def raises(payload: Payload) -> None:
    raise MemoryError("more than there is")


@thinks("chaos.kills", patient=False)
def kills(payload: Payload) -> None:
    """``{"signal": n}``: 11 as a fault in a library does, 9 as the kernel does without memory.

    Sent to this thread, which does not come back: sent to the process another thread may take it,
    and meanwhile this one can end its job.
    """
    signal.raise_signal(signal.Signals(payload["signal"]))


def _think_and_commit(payload: Payload) -> None:
    time.sleep(payload.get("seconds", 0))
    with effects.once():
        ledger.effect(payload["number"])
