"""Conversations of Cleo's at Acme, and queues to put them into."""

from collections.abc import Callable

from tests.conversations.conftest import Thread, begin

__all__ = ["Begin", "begin"]

Begin = Callable[[], Thread]
