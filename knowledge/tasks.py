"""Work that is owed after a change of content."""

from knowledge import indexing
from tenants.work.outbox import Payload, handles


@handles("knowledge.index")
def index(payload: Payload) -> None:
    """``{"article": id}`` or ``{"snippet": id}``: cut, embed, replace its passages."""
    if "article" in payload:
        indexing.index_article(payload["article"])
    else:
        indexing.index_snippet(payload["snippet"])
