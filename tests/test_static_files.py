"""Static files are served on any company's host, and nothing else is in their place."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.cast import Company


def test_a_static_file_is_served(acme: Company) -> None:
    response = acme.client().get("/static/handrail/tokens.css")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")


def test_the_folders_are_looked_through_once_for_all_chains(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.client().get("/healthz")
    looked: list[object] = []
    monkeypatch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", looked.append)
    assert acme.client().get("/static/handrail/tokens.css").status_code == 200
    assert looked == []


def test_a_missing_static_file_is_not_found(acme: Company) -> None:
    for path in ("/static/none.css", "/static/../helpdesk/settings.py", "/static/%2e%2e/manage.py"):
        assert acme.client().get(path).status_code == 404


def test_no_part_of_the_chain_makes_a_waiting_chat_hold_a_thread() -> None:
    chain = [import_string(name) for name in settings.MIDDLEWARE]
    assert [one for one in chain if not getattr(one, "async_capable", False)] == []
