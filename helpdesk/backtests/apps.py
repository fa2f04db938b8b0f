"""A draft of the policy, replayed over what customers really wrote."""

from django.apps import AppConfig


class BacktestsConfig(AppConfig):
    name = "helpdesk.backtests"
    verbose_name = "Backtests"
