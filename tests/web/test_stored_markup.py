"""Markup in every text column of every model is text on every page that a company has.

The rows come from the models themselves, so a new column is tried without a word here. What a
browser makes of scripts' work is for ``test_xss_browser.py``; this looks at what pages are made of.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.template import base
from django.test import override_settings

from helpdesk.agents.models import Agent
from tests.addresses import filled, patterns
from tests.cast import Company
from tests.isolation import addressing, rows

BORN, TEXT = "\"'><b data-canary>", re.compile(r"&lt;b data-canary&gt;([\w.]+)")


def hostile(_letter: str, label: str, *, room: int = 10_000) -> str:
    """In the place of a mark: markup that says in which column it stood."""
    return f"{BORN}{label}"[:room] if room > len(BORN) else "short"


@pytest.fixture
def stage(acme: Company, tmp_path: Any) -> Iterator[Company]:
    """A company with a row of each model, hostile from end to end."""
    with override_settings(MEDIA_ROOT=tmp_path), mock.patch.object(rows, "mark", hostile):
        with acme.bound():
            rows.make_all("b", rows.TWIN)
        yield acme


def pages(company: Company, beginning: str = "") -> Iterator[tuple[str, str]]:
    """Each HTML page with its address, as the owner gets it; of the inbox its fragments too."""
    with company.bound():
        browser = company.client(Agent.objects.get(pk=rows.TWIN))
    nobody: Any = SimpleNamespace(logo="logo.png", keys=SimpleNamespace(link="none"))
    ids = addressing.twins(nobody)
    for pattern in filter(_shows_rows, patterns()):
        address = addressing.asked(pattern, filled(pattern, addressing.values(pattern, ids)))
        if not address.startswith(beginning):
            continue
        for headers in ({}, {"HX-Request": "true"})[: 1 + pattern.startswith("inbox/")]:
            answer = browser.get(address, headers=headers)
            if "html" in answer.headers.get("Content-Type", ""):
                yield address, answer.getvalue().decode()


def _shows_rows(pattern: str) -> bool:
    """Pages of Django's admin that its others show as well are left out: each costs 20 ms."""
    alike = ("/add/", "/delete/", "/history/")
    return not (pattern.startswith("admin/") and pattern.endswith(alike))


def test_no_page_takes_a_stored_text_for_markup(stage: Company) -> None:
    shown: set[str] = set()
    born = []
    for address, page in pages(stage):
        shown |= set(TEXT.findall(page))
        born += [address] * (BORN[2:] in page)
    assert born == []
    assert len(shown) > 80, f"the pages show text of {len(shown)} columns only"


def test_a_page_that_trusts_its_text_would_be_found_out(stage: Company) -> None:
    """The control arm: templates that escape nothing."""
    with mock.patch.object(base, "conditional_escape", str):
        born = {address for address, page in pages(stage, "/inbox/") if BORN[2:] in page}
    assert len(born) >= 10
    assert {"/inbox/macros/", "/inbox/scheduled/", "/inbox/writing/"} <= born
