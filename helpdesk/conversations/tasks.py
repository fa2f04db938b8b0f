"""Work that conversations owe."""

from celery import shared_task

from helpdesk.conversations import attaching, lifecycle
from tenants.work.outbox import Payload, enqueue_everywhere, handles, thinks


@handles("conversations.wake")
def wake(payload: Payload) -> None:
    lifecycle.wake(payload["conversation"], fence=payload["fence"])


@thinks(attaching.ERASE_TOPIC)
def erase_files(payload: Payload) -> None:
    attaching.erase(payload["names"])


@thinks(attaching.PURGE_TOPIC)
def purge_uploads_here(_payload: Payload) -> None:
    attaching.purge()


@shared_task(name="conversations.purge_uploads", ignore_result=True)
def purge_uploads() -> None:
    """Owe every tenant a look for uploads that were never sent."""
    enqueue_everywhere(attaching.PURGE_TOPIC)
