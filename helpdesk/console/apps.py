"""The admin site of a tenant, in place of Django's own."""

from django.apps import AppConfig
from django.contrib.admin import apps


class ConsoleConfig(AppConfig):
    name = "helpdesk.console"
    default = True

    def ready(self) -> None:
        from helpdesk.console import recording  # noqa: PLC0415 - models must be loaded first

        recording.begin()


class AdminConfig(apps.AdminConfig):
    """``django.contrib.admin`` with our site as the one that ``admin.register`` means."""

    default_site = "helpdesk.console.site.Console"
    default = False
