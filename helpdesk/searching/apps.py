"""Search in what was said, and in who said it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchingConfig(AppConfig):
    name = "helpdesk.searching"
    verbose_name = "Search"

    def ready(self) -> None:
        autodiscover_modules("receivers")
