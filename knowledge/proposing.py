"""Changes of approved articles that wait for a person; until then readers have the old text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from knowledge import publishing
from knowledge.models import Article, Proposal
from knowledge.versions import WORDING


@transaction.atomic
def propose(article_id: int, *, by: Any = None, note: str = "", **changes: Any) -> Proposal | None:
    """Write down a change in place of making it; it takes the place of one that waits already.

    None when nothing of the wording would change. Raises ``Article.DoesNotExist``,
    ``ValidationError``.
    """
    article = Article.objects.select_for_update().get(id=article_id)
    wording = {name: changes.get(name, getattr(article, name)) for name in WORDING}
    if all(wording[name] == getattr(article, name) for name in WORDING):
        Proposal.objects.filter(article=article).delete()
        return None
    trial = Article(status=article.status, **wording)
    trial.full_clean(exclude=["public_id"])
    Proposal.objects.filter(article=article).delete()
    return Proposal.objects.create(article=article, author=by, note=note[:300], **wording)


@transaction.atomic
def accept(proposal_id: int, *, by: Any = None) -> Article:
    """Make the change: a new version, live once it is indexed. Raises ``Proposal.DoesNotExist``."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    wording = {name: getattr(proposal, name) for name in WORDING}
    proposal.delete()
    return publishing.revise(proposal.article_id, by=by, **wording)


@transaction.atomic
def reject(proposal_id: int) -> Article:
    """Forget the change; the article stays as it is. Raises ``Proposal.DoesNotExist``."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    proposal.delete()
    return proposal.article


def restore(article_id: int, number: int, *, by: Any = None) -> Article:
    """Make the wording of an earlier version the newest. Raises ``ValidationError``."""
    article = Article.objects.get(pk=article_id)
    earlier = article.versions.filter(number=number).first()
    if earlier is None:
        raise ValidationError(f"There is no version {number} of this article.")
    return publishing.revise(
        article_id, by=by, **{name: getattr(earlier, name) for name in WORDING}
    )
