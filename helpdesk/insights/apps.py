"""What knowledge lacks, seen from the conversations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InsightsConfig(AppConfig):
    name = "helpdesk.insights"
    verbose_name = "Insights"

    def ready(self) -> None:
        autodiscover_modules("receivers")
