"""The inbox's place among Django's apps."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Screens only: the inbox has no tables of its own."""

    name = "helpdesk.inbox"
