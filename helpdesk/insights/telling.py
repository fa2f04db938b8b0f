"""Which version of which article a customer was told, so that a change can be followed up."""

from django.db.models import F, QuerySet

from helpdesk.conversations.models import Message
from helpdesk.insights.models import Telling
from knowledge.models import Article


def note(conversation_id: int, seq: int) -> None:
    """Keep what the answer at ``seq`` stands on, in the transaction in which it is given."""
    answer = Message.objects.only("data").get(conversation_id=conversation_id, seq=seq)
    sources = [source["id"] for source in answer.data.get("sources", [])]
    # The text that was found is the indexed one, even if it was changed a moment ago.
    articles = Article.objects.filter(public_id__in=sources).values_list("pk", "indexed_version")
    Telling.objects.bulk_create(
        Telling(conversation_id=conversation_id, seq=seq, article_id=pk, version=version)
        for pk, version in articles
    )


def outdated() -> QuerySet[Telling]:
    """What was told from a text that has changed since, latest first."""
    return Telling.objects.filter(version__lt=F("article__version"))
