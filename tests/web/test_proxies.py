"""Who calls is whom our own proxy names, and nobody else's word counts."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tenants.proxies import address_of, proxies_middleware

PROXIES = ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"]


def seen(**headers: str) -> HttpRequest:
    """The request as views see it."""
    request = RequestFactory().get("/", **headers)  # type: ignore[arg-type]
    proxies_middleware(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("caller", "forwarded", "expected"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("fd00::5", "2001:db8::9", "2001:db8::9"),
        ("192.0.2.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("192.0.2.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("192.0.2.1", "10.9.9.9, 10.1.2.3", "192.0.2.1"),
        ("192.0.2.1", "evil', drop", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9, unknown", "192.0.2.1"),
        ("192.0.2.1", "", "192.0.2.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_address_is_what_our_own_proxy_says(
    monkeypatch: pytest.MonkeyPatch, caller: str, forwarded: str | None, expected: str
) -> None:
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", PROXIES)
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(seen(REMOTE_ADDR=caller, **headers)) == expected


@pytest.mark.parametrize(("caller", "secure"), [("198.51.100.7", False), ("10.1.2.3", True)])
def test_only_our_own_proxy_can_say_that_the_call_came_over_tls(
    monkeypatch: pytest.MonkeyPatch, caller: str, secure: bool
) -> None:
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", PROXIES)
    monkeypatch.setattr(settings, "SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))
    assert seen(REMOTE_ADDR=caller, HTTP_X_FORWARDED_PROTO="https").is_secure() is secure


def test_without_a_list_nobody_is_believed() -> None:
    request = seen(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert address_of(request) == "127.0.0.1"
    assert "HTTP_X_FORWARDED_FOR" not in request.META
