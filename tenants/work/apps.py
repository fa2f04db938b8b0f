"""The outbox, in the public schema."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "tenants.work"
    label = "work"
    verbose_name = "Durable work"
