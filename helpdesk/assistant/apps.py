"""The AI that answers first."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AssistantConfig(AppConfig):
    name = "helpdesk.assistant"
    verbose_name = "Assistant"

    def ready(self) -> None:
        autodiscover_modules("receivers")
