"""Company B is driven through every surface, A and C at once beside it; every sink is scanned."""

import json
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from tests.isolation import classification, scanning, surface
from tests.isolation.addressing import addresses, twins
from tests.isolation.browsing import Caller
from tests.isolation.sinks import Entry, Record, recorded
from tests.isolation.surface import Outcome
from tests.isolation.world import World

SINKS = ("body", "headers", "frame", "mail", "prompt", "log", "published", "redis", "file")


async def test_no_company_sees_anothers_byte(
    three: World, ears: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await surface.drive(three, tmp_path)
    figures = await sync_to_async(outcome.figures)()
    with capsys.disabled():
        print("\n" + json.dumps(figures))  # noqa: T201 - the figures are the proof
    assert outcome.found == [], "\n".join(map(str, outcome.found[:20]))
    assert outcome.record.faults == []
    assert figures["requests"] > 1500
    assert figures["frames"] > 60
    assert figures["canaries"] > 300
    for kind, sink in (("redis", "redis"), ("channels", "published")):
        new = scanning.shapes(outcome.record, sink, three) - set(classification.surfaces()[kind])
        complaints = classification.differences(kind, new, {kind: {}})
        assert complaints == [], "\n".join(complaints)
    _each_sink_was_written_to(outcome)
    _each_company_saw_its_own(outcome)


def _each_sink_was_written_to(outcome: Outcome) -> None:
    assert [sink for sink in SINKS if not outcome.record.count(sink)] == []


def _each_company_saw_its_own(outcome: Outcome) -> None:
    """Without this the scan could be silent because nothing is shown to anybody."""
    for letter in "abc":
        own = [e for e in outcome.record.entries if e.who == letter and f"zq{letter}q" in _text(e)]
        assert {entry.sink for entry in own} >= {"body", "frame", "mail", "prompt"}


async def test_what_is_classed_as_public_is_all_that_a_passer_by_is_shown(
    three: World, ears: None
) -> None:
    public = classification.of_scope("addresses", "public")
    with recorded() as record:
        caller = Caller("nobody", three["b"], record)
        pages = addresses(twins(three["b"]))
        shown = {pattern for pattern in pages if (await caller.get(pages[pattern])).status == 200}
    assert shown - public == set(), "class it as public in surfaces.toml, or close the door"


@pytest.mark.parametrize(
    ("sink", "where", "content"),
    [
        ("body", "GET /", "nothing but zqaqabcdef234"),
        ("headers", "GET /", "x: ZQAQABCDEF234567"),
        ("frame", "/ws/inbox", b'{"name": "zqaqabcdef234567"}'),
        ("redis", "session:1", "1"),
        ("published", "live", "1"),
        ("file", "brand/logo.png", "1"),
        ("log", "helpdesk", "INFO - zqbqabcdef234567"),
    ],
)
def test_an_entry_that_is_not_for_its_reader_is_named(
    three: World, sink: str, where: str, content: str | bytes
) -> None:
    record = Record([Entry(sink, "b", where, content)])
    assert scanning.leaks(record, three)


def _text(entry: Entry) -> str:
    content = entry.content
    return content.decode("latin-1") if isinstance(content, bytes) else content
