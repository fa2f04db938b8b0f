"""The escalation app: rules, risk topics and teams, owned by a tenant's staff."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    """Lives in every tenant's schema."""

    name = "escalation"
    verbose_name = "Escalation"
    default_auto_field = "django.db.models.BigAutoField"
