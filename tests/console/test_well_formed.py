"""Addresses that somebody made up lead nowhere, and break nothing."""

import pytest
from django.test import Client

ROWS = ["agents/agent", "api/apitoken", "knowledge/article", "escalation/escalationrule"]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("key", ["abc", "%00", "_00", "-1", "9" * 20, "1/change/abc"])
def test_what_is_no_key_of_a_row_is_not_found(owner: Client, rows: str, key: str) -> None:
    for page in ("change", "delete", "history"):
        assert owner.get(f"/admin/{rows}/{key}/{page}/").status_code == 404


@pytest.mark.parametrize("rows", ["knowledge/article", "conversations/conversation"])
def test_a_filter_with_a_nul_character_is_a_bad_request(owner: Client, rows: str) -> None:
    assert owner.get(f"/admin/{rows}/?status__exact=%00").status_code == 400


@pytest.mark.parametrize("chosen", ["abc", "\x00", "9" * 30])
def test_an_action_on_what_is_no_row_is_a_bad_request(owner: Client, chosen: str) -> None:
    asked = {"action": "delete_selected", "_selected_action": ["1", chosen]}
    assert owner.post("/admin/escalation/escalationrule/", asked).status_code == 400
