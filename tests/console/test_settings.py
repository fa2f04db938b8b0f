"""Rules, brand, chat and tokens through their forms."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.api.models import ApiToken
from tests.cast import Company

BRAND = {
    "name": "Acme",
    "colour": "#0f766e",
    "accent": "#f59e0b",
    "locale": "en",
    "greeting": "Hello",
    "disclosure": "An AI answers.",
}


def test_a_rule_with_an_impossible_threshold_is_refused_with_the_reason(owner: Client) -> None:
    form = {"name": "Unsure", "trigger": "low_confidence", "threshold": "7", "position": "5"}
    answer = owner.post("/admin/escalation/escalationrule/add/", form | {"priority": "normal"})
    assert answer.status_code == 200
    assert "Must be between 0 and 1" in answer.content.decode()


def test_a_colour_that_is_hard_to_read_is_saved_with_a_warning(owner: Client) -> None:
    answer = owner.post("/admin/brand/brand/1/change/", BRAND | {"colour": "#ffff00"}, follow=True)
    assert "contrast of 1.1 : 1" in answer.content.decode()
    calm = owner.post("/admin/brand/brand/1/change/", BRAND, follow=True)
    assert "contrast of" not in calm.content.decode()


def test_a_logo_that_is_no_picture_is_refused(owner: Client) -> None:
    page = SimpleUploadedFile("logo.png", b"<script>alert(1)</script>")
    answer = owner.post("/admin/brand/brand/1/change/", BRAND | {"logo": page})
    assert "not a PNG, JPEG or WebP" in answer.content.decode()


def test_a_token_is_shown_once_and_works(acme: Company, owner: Client) -> None:
    form = {"name": "Till", "scopes": ["rules:read"]}
    made = owner.post("/admin/api/apitoken/add/", form)
    found = re.search(r"hr_[\w-]{40,}", made.content.decode())
    assert found
    assert "no-store" in made["Cache-Control"]
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert acme.client().get("/api/v1/rules/", headers=headers).status_code == 200
    with acme.bound():
        token = ApiToken.objects.get()
    for page in ("/admin/api/apitoken/", f"/admin/api/apitoken/{token.pk}/change/"):
        assert found[0] not in owner.get(page).content.decode()


def test_a_token_is_revoked_in_the_admin(acme: Company, owner: Client) -> None:
    made = owner.post("/admin/api/apitoken/add/", {"name": "Till", "scopes": ["rules:read"]})
    key = re.findall(r"hr_[\w-]{40,}", made.content.decode())[0]
    with acme.bound():
        token = ApiToken.objects.get()
    revoke = {"api_apitoken_revoke": "1"}
    assert owner.post(f"/admin/api/apitoken/{token.pk}/change/", revoke).status_code == 302
    headers = {"Authorization": f"Bearer {key}"}
    assert acme.client().get("/api/v1/rules/", headers=headers).status_code == 401


def test_a_new_chat_secret_is_shown_once(acme: Company, owner: Client) -> None:
    form = {"side": "right", "overlap_hours": "24", "file_limit_mb": "20"}
    page = "/admin/widget/widgetsettings/1/change/"
    made = owner.post(page, form | {"widget_widgetsettings_make_secret": "1"})
    found = re.search(r"\b[0-9a-f]{64}\b", made.content.decode())
    assert found
    assert found[0] not in owner.get(page).content.decode()


def test_gus_cannot_read_acmes_conversation_in_his_admin(
    acme: Company, globex: Company, gus: Agent, cleo: Any
) -> None:
    page = globex.client(gus).get("/admin/conversations/contact/").content.decode()
    assert cleo.email not in page
