"""What a token may be allowed to do: read or write, per resource."""

from django.db.models import TextChoices


class Scope(TextChoices):
    READ_CONVERSATIONS = "conversations:read", "Read conversations and messages"
    WRITE_CONVERSATIONS = "conversations:write", "Start, answer and resolve conversations"
    READ_ARTICLES = "articles:read", "Read articles, drafts too"
    WRITE_ARTICLES = "articles:write", "Write and publish articles"
    READ_RULES = "rules:read", "Read escalation rules"
    WRITE_RULES = "rules:write", "Change escalation rules"
    READ_SURVEYS = "surveys:read", "Read survey responses"


def needed(resource: str, method: str) -> str:
    """The scope that ``method`` on ``resource`` takes; writing does not imply reading."""
    action = "read" if method in ("GET", "HEAD", "OPTIONS") else "write"
    return f"{resource}:{action}"
