"""Work that search owes."""

from celery import shared_task

from helpdesk.searching import catching_up, noticing
from tenants.work.outbox import Payload, enqueue_everywhere, handles


@handles(catching_up.SWEEP_TOPIC)
def sweep(_payload: Payload) -> None:
    catching_up.sweep()


@handles(catching_up.FILL_TOPIC)
def fill(_payload: Payload) -> None:
    catching_up.fill()


@shared_task(name="searching.notice", ignore_result=True)
def notice() -> None:
    """Owe a sweep to whoever has written since the last look."""
    noticing.owe_sweeps()


@shared_task(name="searching.look_after", ignore_result=True)
def look_after() -> None:
    """Owe every tenant a sweep: what no count has told of, and an index that nobody began."""
    enqueue_everywhere(catching_up.SWEEP_TOPIC)
