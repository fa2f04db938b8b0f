"""The AI that answers first."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "helpdesk.assistant"
    label = "assistant"
    verbose_name = "Assistant"
