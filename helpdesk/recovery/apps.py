"""Promises, and making good what went wrong."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RecoveryConfig(AppConfig):
    name = "helpdesk.recovery"
    verbose_name = "Recovery"

    def ready(self) -> None:
        autodiscover_modules("receivers")
