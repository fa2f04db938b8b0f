"""Filters and saved views among Django's apps."""

from django.apps import AppConfig


class SelectingConfig(AppConfig):
    name = "helpdesk.selecting"
    verbose_name = "Saved views"
