"""Conversations of Cleo's at Acme, and promises to make in them."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from helpdesk.recovery.models import Promise
from helpdesk.recovery.promising import Kind, Pledge
from tests.assistant.conftest import chat, help_centre
from tests.conversations.conftest import Thread, begin

__all__ = ["Begin", "begin", "chat", "help_centre"]

Begin = Callable[[], Thread]


def soon(
    *,
    kind: str = Kind.CALLBACK,
    text: str = "I will call you.",
    after: timedelta = timedelta(hours=1),
    seq: int | None = None,
) -> Pledge:
    """A promise that is due ``after`` so long."""
    return Pledge(kind, text, timezone.now() + after, seq=seq)


def overdue(promise: Promise) -> None:
    """Let its due time have passed a minute ago."""
    Promise.objects.filter(pk=promise.pk).update(due_at=timezone.now() - timedelta(minutes=1))
