"""What the sidebar offers, grouped by what an admin comes for; each item only to who may."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from helpdesk.agents.models import Agent
from tenants.context import PUBLIC, current_schema

Item = dict[str, Any]


def sidebar(_request: HttpRequest) -> list[dict[str, Any]]:
    """Groups for Unfold; none on the platform's host, whose admin lists its few models."""
    if current_schema() == PUBLIC:
        return []
    return [
        {"title": title, "items": [item for item in items() if item]}
        for title, items in _GROUPS.items()
    ]


def _start() -> list[Item]:
    return [
        _link("Home", "home", reverse("admin:index")),
        _link("Set up", "rocket_launch", reverse("console:setup"), _may("brand.view_brand")),
        _link("Inbox", "inbox", reverse("inbox:list"), _answers),
        _link("Help centre", "menu_book", "/help/"),
    ]


def _content() -> list[Item]:
    return [
        _model("Articles", "article", "knowledge.article"),
        _link(
            "To review",
            "rate_review",
            reverse("admin:knowledge_article_review"),
            _may("knowledge.view_article"),
        ),
        _model("Imports", "upload_file", "knowledge.import"),
        _model("Sites", "travel_explore", "knowledge.site"),
        _model("Collections", "folder", "knowledge.collection"),
        _model("Snippets", "notes", "knowledge.snippet"),
        _model("Macros", "bolt", "composing.macro"),
        _model("Gaps", "contact_support", "insights.gap"),
        _model("Outdated answers", "update", "insights.telling"),
        _model("Question sets", "quiz", "evaluation.questionset"),
        _model("Evaluations", "query_stats", "evaluation.evaluation"),
    ]


def _rules() -> list[Item]:
    return [
        _link("Policy", "gavel", reverse("console:policy"), _may("escalation.view_policyversion")),
        _model("Rules", "alt_route", "escalation.escalationrule"),
        _model("Risk topics", "warning", "escalation.risktopic"),
        _model("Brief", "assignment", "escalation.brief"),
        _model("Backtests", "history_toggle_off", "escalation.backtest"),
        _link(
            "Confidence",
            "speed",
            reverse("console:confidence"),
            _may("assistant.view_assistantsettings"),
        ),
    ]


def _people() -> list[Item]:
    return [
        _model("Agents", "badge", "agents.agent"),
        _model("Teams", "groups", "escalation.team"),
        _model("Queues", "low_priority", "routing.teamqueue"),
        _model("SLA policies", "timer", "routing.slapolicy"),
        _model("Business hours", "schedule", "routing.businesshours"),
        _model("Availability", "person_check", "routing.availability"),
    ]


def _conversations() -> list[Item]:
    return [
        _model("Conversations", "forum", "conversations.conversation"),
        _model("Hand-offs", "sync_alt", "conversations.handoff"),
        _model("Contacts", "person", "conversations.contact"),
        _model("Tags", "label", "filing.tag"),
        _model("Survey responses", "star", "surveys.response"),
        _model("Assistant's turns", "psychology", "assistant.turn"),
        _model("Calls to the model", "outbound", "assistant.disclosure"),
    ]


def _recovery() -> list[Item]:
    return [
        _model("Recovery cases", "healing", "recovery.recoverycase"),
        _model("Promises", "event_available", "recovery.promise"),
        _link(
            "Promises kept",
            "monitoring",
            reverse("admin:recovery_promise_kept_rates"),
            _may("recovery.view_promise"),
        ),
        _model("First replies", "reply", "recovery.firstreply"),
        _model("Make-good offers", "redeem", "recovery.makegoodoffer"),
        _model("Made good", "volunteer_activism", "recovery.makegood"),
        _model("Recovery settings", "tune", "recovery.recoverysettings"),
    ]


def _settings() -> list[Item]:
    return [
        _model("Brand", "palette", "brand.brand"),
        _model("Assistant", "smart_toy", "assistant.assistantsettings"),
        _model("Chat widget", "chat", "widget.widgetsettings"),
        _model("Survey", "rate_review", "surveys.survey"),
        _model("History", "history", "auditlog.logentry"),
    ]


def _developers() -> list[Item]:
    return [
        _model("API tokens", "key", "api.apitoken"),
        _link("API description", "api", reverse("api:schema"), _may("api.view_apitoken")),
    ]


_GROUPS: dict[str, Callable[[], list[Item]]] = {
    "Set up": _start,
    "Content": _content,
    "Rules": _rules,
    "People": _people,
    "Conversations": _conversations,
    "Recovery": _recovery,
    "Settings": _settings,
    "Developers": _developers,
}


def _model(title: str, icon: str, label: str) -> Item:
    """An empty item when no admin page was registered for the model."""
    if not admin.site.is_registered(apps.get_model(label)):
        return {}
    app, model = label.split(".")
    link = reverse(f"admin:{app}_{model}_changelist")
    return _link(title, icon, link, _may(f"{app}.view_{model}"))


def _link(
    title: str, icon: str, link: str, permission: Callable[[HttpRequest], bool] | None = None
) -> Item:
    item: Item = {"title": title, "icon": icon, "link": link}
    if permission is not None:
        item["permission"] = permission
    return item


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: isinstance(request.user, Agent) and request.user.has_perm(permission)


def _answers(request: HttpRequest) -> bool:
    return isinstance(request.user, Agent) and request.user.role != "editor"
