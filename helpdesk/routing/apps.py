"""Routing: from a hand-off to the person who answers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RoutingConfig(AppConfig):
    name = "helpdesk.routing"
    verbose_name = "Queue"

    def ready(self) -> None:
        autodiscover_modules("receivers")
