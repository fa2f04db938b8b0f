"""The same chat as the assistant's tests have."""

from tests.assistant.conftest import chat, help_centre

__all__ = ["chat", "help_centre"]
