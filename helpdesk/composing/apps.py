"""Macros, drafts, held replies."""

from django.apps import AppConfig


class ComposingConfig(AppConfig):
    name = "helpdesk.composing"
    verbose_name = "Composer"
