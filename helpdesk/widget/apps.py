"""The chat on customers' pages, in every tenant's schema."""

from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "helpdesk.widget"
    verbose_name = "Chat widget"
