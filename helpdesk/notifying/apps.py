"""Notifying: what an agent sees of colleagues, has read, and is told of."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotifyingConfig(AppConfig):
    name = "helpdesk.notifying"
    verbose_name = "Notifications"

    def ready(self) -> None:
        autodiscover_modules("receivers")
