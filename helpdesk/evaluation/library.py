"""A workspace that holds the articles of a file, for as long as they are asked about."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import django

from escalation.models import EscalationRule, RiskTopic
from escalation.policy.publishing import put_in_force
from escalation.rules import MOMENT_OF, Moment
from knowledge import importing, indexing
from knowledge.embeddings import embed
from knowledge.evaluating import BadFile
from knowledge.models import Article
from knowledge.sources.documents import BadSource, Document
from knowledge.sources.files import pieces
from tenants.context import in_tenant
from tenants.provisioning import Opening, close_tenant, open_tenant

CHUNK = 256
_ABOUT_MESSAGES = [
    trigger for trigger, moment in MOMENT_OF.items() if moment is Moment.MESSAGE_RECEIVED
]


@contextmanager
def workspace() -> Iterator[None]:
    """Bind a new, empty workspace; it is gone afterwards."""
    slug = f"evaluation-{uuid4().hex[:8]}"
    tenant = open_tenant(Opening(slug, "Evaluation", "evaluation@handrail.example"))
    try:
        with in_tenant(tenant.schema_name):
            Article.objects.all().delete()
            yield
    finally:
        close_tenant(tenant)


@contextmanager
def library_of(documents: Sequence[Document]) -> Iterator[None]:
    """Bind a new workspace with these articles, indexed; it is gone afterwards.

    It is there to see what is known: its rules about mood, topics and repetition are off, and only
    what is guaranteed looks at a message before it is answered.

    Costs 50 ms an article and, where the vectors are not cached, 20 to 60 ms a passage and core.
    """
    with workspace():
        let_messages_in()
        _shelve(documents)
        yield


def let_messages_in() -> None:
    """Switch off the bound workspace's rules that may take a message from the assistant unread."""
    EscalationRule.objects.filter(trigger__in=_ABOUT_MESSAGES).update(is_on=False)
    RiskTopic.objects.update(is_never_improvised=False)
    put_in_force("No rule about messages")


def documents_in(path: Path) -> list[Document]:
    """What ``import_articles`` reads from there. Raises ``BadFile`` naming what it cannot read."""
    return [*_documents(path)]


def _documents(path: Path) -> Iterator[Document]:
    if not path.exists():
        raise BadFile(f"There is nothing at {path}.")
    for piece in pieces(path):
        try:
            yield piece.read()
        except BadSource as error:
            raise BadFile(f"{piece.name}: {error}") from None


def _shelve(documents: Sequence[Document]) -> None:
    """Take everything in and index it."""
    articles = [importing.take_in(document)[1] for document in documents if document.body.strip()]
    _embed_all([text for article in articles for text in indexing.embedded_texts(article)])
    for article in articles:
        indexing.index_article(article.id)


def _embed_all(texts: Sequence[str]) -> None:
    """Fill the cache of vectors with every core, so that indexing finds them there."""
    chunks = [list(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), spawn, initializer=django.setup) as cores:
        for _ in cores.map(embed, chunks):
            pass
