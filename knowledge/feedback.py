"""What readers say about an article; a reader's second word on it replaces the first."""

from knowledge.models import Article, Feedback

MAX_COMMENT = 500
Reason = Feedback.Reason


def give(
    article: Article,
    *,
    is_helpful: bool,
    reason: str = "",
    comment: str = "",
    before: int | None = None,
) -> Feedback:
    """Store a reader's verdict. ``before`` is the id of what the same reader said earlier."""
    said = Feedback.objects.filter(id=before, article=article).first() if before else None
    said = said or Feedback(article=article)
    said.version = article.version
    said.is_helpful = is_helpful
    said.reason = reason
    said.comment = comment.replace("\x00", "").strip()[:MAX_COMMENT]
    said.save()
    return said
