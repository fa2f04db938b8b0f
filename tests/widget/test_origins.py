"""Which pages may show the chat."""

import pytest
from django.core.exceptions import ValidationError

from helpdesk.widget.origins import allows, parse


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ("", "https://any.example", True),
        ("https://www.shop.example", "https://www.shop.example", True),
        ("https://www.shop.example/", "https://WWW.shop.example", True),
        ("https://www.shop.example", "http://www.shop.example", False),
        ("https://www.shop.example", "https://www.shop.example:8443", False),
        ("https://www.shop.example", "https://www.shop.example.evil.example", False),
        ("https://*.shop.example", "https://de.shop.example", True),
        ("https://*.shop.example", "https://evilshop.example", False),
        ("https://*.shop.example", "http://de.shop.example", False),
        ("https://www.shop.example", "null", False),
        ("https://www.shop.example", "http://acme.localhost:8000", True),
        ("https://www.shop.example", None, False),
        ("", None, True),
    ],
)
def test_an_origin_is_allowed_or_not(allowed: str, origin: str | None, expected: bool) -> None:
    assert allows(parse(allowed), origin, own="acme.localhost:8000") is expected


@pytest.mark.parametrize("line", ["shop.example", "https://", "https://a.b/c", "*", "ftp://a.b"])
def test_what_is_no_origin_is_refused_by_name(line: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        parse(f"https://good.example\n{line}")
