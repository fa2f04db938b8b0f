"""The hand-off, and what agents say of it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HandoffConfig(AppConfig):
    name = "helpdesk.handoff"
    verbose_name = "Hand-offs"

    def ready(self) -> None:
        autodiscover_modules("receivers")
