"""What helps an agent beside the thread."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CopilotConfig(AppConfig):
    name = "helpdesk.copilot"
    verbose_name = "Copilot"

    def ready(self) -> None:
        autodiscover_modules("receivers")
