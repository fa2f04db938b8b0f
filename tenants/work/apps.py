"""The outbox, in the public schema."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkConfig(AppConfig):
    name = "tenants.work"
    verbose_name = "Durable work"

    def ready(self) -> None:
        # The relay keeps promises itself, so it too must know who handles what.
        autodiscover_modules("tasks")
