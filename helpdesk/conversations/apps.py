"""Conversations: one writer for messages, one for status."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "helpdesk.conversations"
    verbose_name = "Conversations"
