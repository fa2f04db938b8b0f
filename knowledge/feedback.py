"""What readers say about an article; a reader's second word on it replaces the first."""

from knowledge.models import Article, Feedback

MAX_COMMENT = 500


def give(
    article: Article, *, is_helpful: bool, comment: str = "", before: int | None = None
) -> Feedback:
    """Store a reader's verdict. ``before`` is the id of what the same reader said earlier."""
    said, _ = Feedback.objects.update_or_create(
        id=before,
        article=article,
        defaults={
            "version": article.version,
            "is_helpful": is_helpful,
            "comment": comment.replace("\x00", "").strip()[:MAX_COMMENT],
        },
    )
    return said
