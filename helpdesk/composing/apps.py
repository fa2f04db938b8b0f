"""Macros, drafts, held replies."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ComposingConfig(AppConfig):
    name = "helpdesk.composing"
    verbose_name = "Composer"

    def ready(self) -> None:
        autodiscover_modules("receivers")
