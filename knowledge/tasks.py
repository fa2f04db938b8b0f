"""Work that is owed after a change of content."""

from typing import Any

from celery.signals import worker_ready

from knowledge import indexing
from knowledge.embeddings import embed_question
from tenants.work.outbox import Payload, thinks


@worker_ready.connect
def warm_up(**_kwargs: Any) -> None:
    """Load the weights before the first customer asks: they take about a second."""
    embed_question("How do I get started?")


@thinks("knowledge.index")
def index(payload: Payload) -> None:
    """``{"article": id}`` or ``{"snippet": id}``: cut, embed, replace its passages."""
    if "article" in payload:
        indexing.index_article(payload["article"])
    else:
        indexing.index_snippet(payload["snippet"])
