"""Remind owners of articles that are to be looked at again: one mail each, once a week."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from knowledge.models import Article
from knowledge.upkeep import overdue
from tenants import addresses, mailing
from tenants.work.effects import in_any_case
from tenants.work.outbox import enqueue

TOPIC = "knowledge.remind_owner"
AGAIN_AFTER = timedelta(days=7)
# "Still true" is said for so long; whoever wants another day sets it on the article.
STILL_TRUE_FOR = timedelta(days=182)
NAMED = 20


@transaction.atomic
def owe_reminders() -> None:
    """A mail for every owner who has an overdue article and was not reminded of it this week."""
    for owner in sorted(set(_unreminded().values_list("owner_id", flat=True))):
        day = timezone.localdate().isoformat()
        enqueue(TOPIC, {"owner": owner}, key=f"{owner}:{day}")


def remind(owner_id: int, *, key: str) -> None:
    """One mail that names the owner's overdue articles; none when nothing is overdue any more."""
    owner: Any = get_user_model()._default_manager.filter(pk=owner_id, is_active=True).first()
    articles = list(_unreminded().filter(owner_id=owner_id))
    if owner is None or not articles:
        return
    mailing.send(_subject(len(articles)), _body(owner, articles), to=owner.email, key=key)
    with in_any_case():
        ids = [article.pk for article in articles]
        Article.objects.filter(pk__in=ids).update(reminded_on=timezone.localdate())


def _unreminded() -> QuerySet[Article]:
    last = Q(reminded_on=None) | Q(reminded_on__lte=timezone.localdate() - AGAIN_AFTER)
    return overdue().filter(last, owner__is_active=True)


def _subject(count: int) -> str:
    return (
        "An article is to be looked at again"
        if count == 1
        else (f"{count} articles are to be looked at again")
    )


def _body(owner: Any, articles: list[Article]) -> str:
    lines = [f"- {one.heading} (since {one.review_by:%d %b %Y})" for one in articles[:NAMED]]
    if len(articles) > NAMED:
        lines.append(f"- and {len(articles) - NAMED} more")
    listed = "\n".join(lines)
    page = addresses.whole(reverse("admin:knowledge_article_overdue"))
    return (
        f"Hello {owner.name},\n\nis what these articles say still true?\n\n{listed}\n\n"
        f"Say so, or change them, here:\n{page}\n"
    )
