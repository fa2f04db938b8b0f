"""Every answer, whoever asks and wherever, carries what protects the one who reads it.

Addresses come from the running URL confs, so a new one is asked as soon as it exists. The
control arm is an answer that left before the middleware.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.conversations.models import Conversation
from helpdesk.headers import KEPT
from tenants.context import in_public
from tests.cast import Company
from tests.web import crawling
from tests.web.crawling import PLATFORM_HOST, Furniture, Visit

ROOT = Path(__file__).resolve().parent.parent.parent
# The admin's own relaxation (docs/decisions/0004): no directive but these, no word but these.
RELAXED = {"script-src": {"'unsafe-eval'"}, "style-src": {"'unsafe-inline'"}}
RELAXED_PLACES = ("admin/", "platform/")
# What a stranger may read: what the workspace publishes, and the doors to log in.
OPEN_TO_STRANGERS = {
    "api/v1/openapi.json",
    "help/",
    "help/<language>/",
    "help/<language>/collections/<slug>/",
    "help/<language>/search/",
    "help/<public_id>/<slug>/",
    "help/brand.css",
    "help/collections/<slug>/",
    "help/icon.svg",
    "help/search/",
    "help/sitemap.xml",
    "inbox/login/",
    "inbox/login/again/",
    "inbox/password/",
    "platform/login/ (platform)",
    "robots.txt",
    "widget/embed.js",
}


@pytest.fixture
def furniture(acme: Company, waiting: Conversation) -> Furniture:
    return Furniture(acme, waiting)


@pytest.fixture
def staff(acme: Company) -> Client:
    """Somebody who runs the platform, on its own host."""
    client = Client(HTTP_HOST=PLATFORM_HOST)
    with in_public():
        client.force_login(Agent.objects.create_superuser("root@handrail.example", name="Root"))
    return client


def faults(visit: Visit) -> Iterator[str]:
    """What is missing from an answer, in words."""
    headers = visit.answer.headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    for name, value in expected.items():
        if headers.get(name) != value:
            yield f"{visit}: {name} is {headers.get(name)}"
    if headers.get("Cross-Origin-Resource-Policy") not in ("same-origin", "cross-origin"):
        yield f"{visit}: no Cross-Origin-Resource-Policy"
    yield from _policy_faults(visit)
    yield from _cache_faults(visit)
    yield from _cookie_faults(visit)


def _policy_faults(visit: Visit) -> Iterator[str]:
    policy = visit.policy
    # A file is shut in: nothing of it runs, so nothing needs to be allowed.
    is_shut_in = policy.get("default-src") == ["'none'"] and "sandbox" in policy
    wanted = {} if is_shut_in else {"object-src": ["'none'"], "script-src": None, "style-src": None}
    wanted |= {"frame-ancestors": ["'none'"], "base-uri": ["'none'"], "form-action": None}
    for directive, words in wanted.items():
        if directive not in policy or words not in (None, policy[directive]):
            yield f"{visit}: {directive} in {policy}"
    for directive, given in policy.items():
        if loose := _loose(directive, given, is_admin=visit.pattern.startswith(RELAXED_PLACES)):
            yield f"{visit}: {directive} {loose}"


def _loose(directive: str, words: list[str], *, is_admin: bool) -> set[str]:
    """Words of a directive that open what should be shut."""
    allowed = {"data:", "blob:"} if directive == "img-src" else set()
    allowed |= RELAXED.get(directive, set()) if is_admin else set()
    return {word for word in words if "unsafe" in word or "*" in word or ":" in word} - allowed


def _cache_faults(visit: Visit) -> Iterator[str]:
    kept = visit.answer.headers.get("Cache-Control", "")
    path = visit.answer.request["PATH_INFO"]
    if kept != "private, no-store" and not (KEPT.match(path) and visit.answer.status_code == 200):
        yield f"{visit}: Cache-Control is {kept!r}"


def _cookie_faults(visit: Visit) -> Iterator[str]:
    set_here = {name: cookie for name, cookie in visit.answer.cookies.items() if cookie.value}
    for name, cookie in set_here.items():
        if not (cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"):
            yield f"{visit}: cookie {name} is {cookie.OutputString()}"
        if cookie["domain"]:
            yield f"{visit}: cookie {name} goes to neighbours: {cookie['domain']}"


def test_every_answer_of_every_address_is_armoured_and_strangers_read_what_is_public(
    acme: Company, furniture: Furniture, ada: Agent, bo: Agent, staff: Client
) -> None:
    visits = [
        *crawling.company_visits(acme, furniture, [bo, ada]),
        *crawling.platform_visits(furniture, staff, "the platform's staff"),
        *crawling.platform_visits(furniture, Client(HTTP_HOST=PLATFORM_HOST), "a stranger"),
        *crawling.unknown_visits(furniture),
    ]
    found = [fault for visit in visits for fault in faults(visit)]
    assert found == [], "\n".join(found[:40])
    assert not [visit for visit in visits if visit.answer.status_code >= 500]
    assert len(visits) > 700
    opened = {v.pattern for v in visits if v.who == "a stranger" and v.answer.status_code == 200}
    assert opened == OPEN_TO_STRANGERS
    assert {v.answer.status_code for v in visits if v.who == "nowhere"} == {404}


def test_an_editor_and_an_admin_see_no_less_armour(
    acme: Company, furniture: Furniture, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(role=Role.EDITOR)
        bo.refresh_from_db()
    found = [
        fault for visit in crawling.company_visits(acme, furniture, [bo]) for fault in faults(visit)
    ]
    assert found == [], "\n".join(found[:40])


def _broken(_request: Any, **_kwargs: Any) -> HttpResponse:
    raise RuntimeError("planted")


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/help/search/", HTTP_COOKIE="\x00"), 200),
        (lambda client: client.post("/inbox/login/", {"email": "a", "password": "b"}), 403),
        (lambda client: client.get("/nowhere/"), 404),
        (lambda client: client.put("/inbox/login/"), 403),
        (lambda client: client.get("/inbox/logout/"), 405),
        (lambda client: client.delete("/help/"), 403),
        (lambda client: client.get("/static/nothing.css"), 404),
        (lambda client: client.get("/static/handrail/tokens.css"), 200),
        (lambda client: client.get("/static/handrail/mark.svg"), 200),
        (lambda client: client.get("/healthz"), 200),
        (lambda client: client.get("/inbox/password/forged/"), 410),
        (lambda client: client.post("/widget/session", b"[", "application/json"), 400),
        (lambda client: client.options("/widget/session"), 204),
        (lambda client: client.get("/api/v1/conversations/"), 401),
        (lambda client: client.post("/api/v1/conversations/", b"{", "application/json"), 401),
    ],
)
def test_errors_files_and_probes_are_armoured_too(acme: Company, ask: Any, status: int) -> None:
    answer = ask(Client(HTTP_HOST=acme.host, enforce_csrf_checks=True))
    assert answer.status_code == status
    assert list(faults(Visit("a stranger", "", "", answer))) == []


def test_a_request_that_django_refuses_and_one_that_breaks_are_armoured_too(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = acme.client()
    client.raise_request_exception = False
    many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    kind = "application/x-www-form-urlencoded"
    refused = client.post("/inbox/login/", many, kind)
    monkeypatch.setattr("knowledge.reading.shelves", _broken)
    broken = client.get("/help/")
    assert (refused.status_code, broken.status_code) == (400, 500)
    for answer in (refused, broken):
        assert list(faults(Visit("a stranger", "", "", answer))) == []
        assert "<style" not in answer.content.decode()


def test_an_answer_that_left_early_would_be_found_out() -> None:
    bare = HttpResponse("Hello")
    bare["Cache-Control"] = "public, max-age=60"
    bare.set_cookie("session", "1", domain=".localhost")
    bare.request = {"PATH_INFO": "/help/"}  # type: ignore[attr-defined]
    assert len(list(faults(Visit("a stranger", "GET", "help/", bare)))) >= 8


def test_under_tls_every_answer_asks_for_tls_and_cookies_are_locked_to_the_host(
    acme: Company, furniture: Furniture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SECURE_HSTS_SECONDS", 31_536_000)
    client = acme.client()
    for path in ("/help/", "/inbox/login/", "/nowhere/", "/healthz", "/static/handrail/mark.svg"):
        answer = client.get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000"), path
    assert _settings_of_production(list(PRODUCTION)) == PRODUCTION


PRODUCTION = {
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_DOMAIN": None,
    "CSRF_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "TRUSTED_PROXIES": ["127.0.0.1/32", "::1/128"],
    "DEBUG": False,
}
SHOW = """import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))"""


def _settings_of_production(names: list[str]) -> dict[str, Any]:
    environment = {
        "PUBLIC_SCHEME": "https",
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "SECRET_KEY": "x" * 60,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1/nothing",
        "REDIS_URL": "redis://127.0.0.1/0",
    }
    shown = subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    values: dict[str, Any] = json.loads(shown.stdout)
    return values
