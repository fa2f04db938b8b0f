"""Filing: tags, followers and mentions of conversations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FilingConfig(AppConfig):
    name = "helpdesk.filing"
    verbose_name = "Filing"

    def ready(self) -> None:
        autodiscover_modules("receivers")
