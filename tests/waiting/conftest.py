"""A visitor's chat, beside the cast."""

from tests.widget.conftest import visitor

__all__ = ["visitor"]
