"""Which changes are kept: rules, content, people and settings; never a secret's value."""

from typing import Any

from auditlog.registry import auditlog
from auditlog.signals import pre_log
from django.apps import apps
from django.db.models import Model

from tenants.context import PUBLIC, current_schema

HIDDEN = "(hidden)"
MASK = "helpdesk.console.recording.hide"

# Fields that say nothing to a reader of the history.
_NOISE = {"id", "created_at", "updated_at", "date_joined", "last_login", "last_used_at"}
_NOISE |= {"source_hash", "indexed_version", "public_id"}

# By label: what is recorded lies in many apps, some beside this one.
RECORDED: dict[str, dict[str, Any]] = {
    "escalation.EscalationRule": {},
    "escalation.RiskTopic": {},
    "escalation.Brief": {},
    "escalation.PolicyVersion": {},
    "escalation.Team": {"m2m_fields": {"members"}},
    "knowledge.Article": {},
    "knowledge.Collection": {},
    "knowledge.Snippet": {},
    "brand.Brand": {},
    "surveys.Survey": {},
    "filing.Tag": {},
    "assistant.AssistantSettings": {"mask_fields": ["api_key"]},
    "widget.WidgetSettings": {"mask_fields": ["identity_secret", "previous_secret"]},
    "agents.Agent": {"mask_fields": ["password"]},
    "api.ApiToken": {"mask_fields": ["digest"]},
}


def begin() -> None:
    """Register every recorded model; this list holds where an app registered its own."""
    for label, options in RECORDED.items():
        model = apps.get_model(label)
        if auditlog.contains(model):
            auditlog.unregister(model)
        auditlog.register(model, include_fields=_told(model), mask_callable=MASK, **options)
    pre_log.connect(_only_in_tenants, dispatch_uid="only_in_tenants")


def hide(value: str) -> str:
    """In place of a secret: that it changed is news, what it is is nobody's business."""
    return HIDDEN if value not in ("", "None") else ""


def _told(model: type[Model]) -> list[str]:
    """The model's own columns, without the noise; what points at it from elsewhere is not its."""
    return [field.name for field in model._meta.concrete_fields if field.name not in _NOISE]


def _only_in_tenants(**_kwargs: Any) -> bool:
    """Platform staff live in the public schema, which keeps no history table."""
    return current_schema() != PUBLIC
