"""Every change to rules, articles and settings is kept: who, before, after; never a secret."""

import pytest
from auditlog.models import LogEntry
from django.test import Client

from escalation.models import EscalationRule
from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.widget.models import WidgetSettings
from knowledge import publishing
from tests.cast import Company

BRAND = "/admin/brand/brand/1/change/"
LIST = "/admin/auditlog/logentry/"


def _brand(**changes: str) -> dict[str, str]:
    fields = {"name": "Acme", "colour": "#0f766e", "accent": "#f59e0b", "locale": "en"}
    return fields | {"greeting": "Hello", "disclosure": "An AI answers."} | changes


def test_a_setting_shows_who_changed_it_and_how_it_was(owner: Client) -> None:
    owner.post(BRAND, _brand(colour="#123456"))
    page = owner.get("/admin/brand/brand/1/history/").content.decode()
    assert "Ada Lind" in page
    assert "<del>#0f766e</del>" in page
    assert "<ins>#123456</ins>" in page


def test_the_list_names_person_thing_and_fields(owner: Client) -> None:
    owner.post(BRAND, _brand(colour="#123456"))
    page = owner.get(LIST).content.decode()
    for words in ("Ada Lind", "Brand", "Colour"):
        assert words in page


def test_a_long_text_is_shown_as_lines_that_came_and_went(acme: Company, owner: Client) -> None:
    with acme.bound():
        article = publishing.create(title="Refunds", body="Same.\n" * 30 + "Within 14 days.")
        publishing.revise(article.pk, body="Same.\n" * 30 + "Within 30 days.")
    page = owner.get(f"/admin/knowledge/article/{article.pk}/history/").content.decode()
    assert "<del>Within 14 days.</del>" in page
    assert "<ins>Within 30 days.</ins>" in page
    assert page.count("<span>Same.</span>") == 1


def test_a_rule_changed_by_a_program_names_the_token(
    acme: Company, owner: Client, ada: Agent
) -> None:
    with acme.bound():
        _, key = tokens.issue("Terraform", ["rules:write"], by=ada)
        rule = EscalationRule.objects.first()
    assert rule
    headers = {"Authorization": f"Bearer {key}"}
    change = {"is_on": False}
    address = f"/api/v1/rules/rule_{rule.pk}/"
    answer = acme.client().patch(address, change, "application/json", headers=headers)
    assert answer.status_code == 200
    page = owner.get(f"/admin/escalation/escalationrule/{rule.pk}/history/").content.decode()
    assert "Ada Lind through “Terraform”" in page


def test_secrets_are_recorded_as_changed_and_never_as_values(acme: Company, owner: Client) -> None:
    form = {"side": "left", "overlap_hours": "24", "file_limit_mb": "20"}
    form["widget_widgetsettings_make_secret"] = "1"
    with acme.bound():
        before = WidgetSettings.current().identity_secret
    owner.post("/admin/widget/widgetsettings/1/change/", form)
    with acme.bound():
        after = WidgetSettings.current().identity_secret
        kept = "".join(str(entry.changes) for entry in LogEntry.objects.all())
    assert before != after
    assert "identity_secret" in kept
    for secret in (before, after):
        assert secret[:8] not in kept
        assert secret[-8:] not in kept


def test_passwords_and_keys_leave_no_trace(acme: Company, ada: Agent) -> None:
    with acme.bound():
        ada.set_password("another long password")
        ada.save()
        token, _ = tokens.issue("till", ["rules:read"], by=ada)
        kept = "".join(str(entry.changes) for entry in LogEntry.objects.all())
    assert ada.password not in kept
    assert token.digest not in kept


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_nobody_rewrites_history(acme: Company, owner: Client, verb: str) -> None:
    owner.post(BRAND, _brand(name="New"))
    with acme.bound():
        entry = LogEntry.objects.latest()
    assert owner.post(f"{LIST}{entry.pk}/{verb}/", {"post": "yes"}).status_code == 403


def test_gus_reads_nothing_of_acmes_history(globex: Company, owner: Client, gus: Agent) -> None:
    owner.post(BRAND, _brand(name="Acme Anvils"))
    assert "Anvils" not in globex.client(gus).get(LIST).content.decode()
