"""The escalation app: rules, risk topics and teams, owned by a tenant's staff."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = "Escalation"
