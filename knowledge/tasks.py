"""Work that is owed after a change of content."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from knowledge import checking, indexing, reminding
from knowledge.embeddings import embed_question
from knowledge.imports import originals, starting, working
from tenants.work.outbox import Payload, enqueue_everywhere, handles, sends, thinks


@worker_ready.connect
def warm_up(**_kwargs: Any) -> None:
    """Load the weights before the first customer asks: they take about a second."""
    embed_question("How do I get started?")


@thinks("knowledge.index")
def index(payload: Payload) -> None:
    """``{"article": id}`` or ``{"snippet": id}``: cut, embed, replace its passages."""
    if "article" in payload:
        indexing.index_article(payload["article"], then=checking.TOPIC)
    else:
        indexing.index_snippet(payload["snippet"])


@thinks("knowledge.import")
def bring_in(payload: Payload) -> None:
    """``{"run": id}``: a slice of an import."""
    working.work(payload["run"])


@thinks("knowledge.erase_originals")
def erase_originals(payload: Payload) -> None:
    """``{"names": [...]}``: files of imports that were deleted."""
    originals.erase(payload["names"])


@handles("knowledge.read_sites")
def read_sites_here(_payload: Payload) -> None:
    starting.start_due_sites()


@shared_task(name="knowledge.read_sites", ignore_result=True)
def read_sites() -> None:
    """Owe every tenant a look for sites that are to be read again."""
    enqueue_everywhere("knowledge.read_sites")


@handles("knowledge.look_after")
def look_after_here(_payload: Payload) -> None:
    reminding.owe_reminders()
    checking.owe_checks()


@shared_task(name="knowledge.look_after", ignore_result=True)
def look_after() -> None:
    """Owe every tenant a daily look at what is overdue."""
    enqueue_everywhere("knowledge.look_after")


@sends(reminding.TOPIC)
def remind_owner(payload: Payload, key: str) -> None:
    """``{"owner": agent's id}``."""
    reminding.remind(payload["owner"], key=key)


@thinks(checking.TOPIC)
def check(payload: Payload) -> None:
    """``{"article": id}``: what is wrong with it."""
    checking.check(payload["article"])
