"""The API's own rows: tokens and what was answered to which idempotency key."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "helpdesk.api"
    verbose_name = "Developers"
