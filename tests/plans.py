"""What PostgreSQL would do for the statements that a page sends."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants import hosts
from tests.cast import Company

# Small tables are read whole with good reason; these grow for as long as a workspace lives.
GROWING = {
    "conversations_conversation",
    "conversations_contact",
    "conversations_message",
    "conversations_handoff",
    "conversations_attachment",
    "searching_piece",
    "searching_knownword",
    "filing_tagging",
    "assistant_turn",
    "recovery_promise",
    "surveys_response",
    "knowledge_article",
    "knowledge_passage",
}
# These too; but ``bench.crowd`` fills neither, and an empty table is read whole with good reason.
QUEUED = {"routing_wait", "routing_deadline"}


@dataclass(frozen=True)
class Plans:
    """The plans of every SELECT that touches a table that grows."""

    nodes: list[dict[str, Any]]
    statements: int

    @property
    def scanned(self) -> set[str]:
        """Growing tables that are read whole."""
        return self.read_whole & GROWING

    @property
    def read_whole(self) -> set[str]:
        """Any tables that are."""
        whole = (node for node in self.nodes if node["Node Type"] == "Seq Scan")
        return {node["Relation Name"] for node in whole}

    @property
    def sorts(self) -> list[Any]:
        """By what rows are sorted, where no index gives the order."""
        kinds = ("Sort", "Incremental Sort")
        return [node["Sort Key"] for node in self.nodes if node["Node Type"] in kinds]


def rows_read(page: Callable[[], object], company: Company) -> int:
    """How many rows of growing tables the statements of ``page`` read, those too that they drop.

    Each statement is run again to be counted; plans alone are guesses.
    """
    with CaptureQueriesContext(connection) as queries:
        page()
    texts = [query["sql"] for query in queries.captured_queries if _reads_much(query["sql"])]
    with company.bound(), connection.cursor() as cursor:
        nodes = [node for text in texts for node in _nodes(cursor, text, "ANALYZE, TIMING OFF,")]
    return sum(_read_by(node) for node in nodes if node.get("Relation Name") in GROWING)


def _read_by(node: dict[str, Any]) -> int:
    dropped = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in dropped)
    return int(rows * node["Actual Loops"])


def plans_of(page: Callable[[], object], company: Company, *, avoid_scans: bool = False) -> Plans:
    """Run ``page`` and ask how its statements on growing tables are answered.

    With ``avoid_scans`` a table is read whole only where there is no other way, however small.
    """
    page()  # to load what it needs may take longer than anything is remembered
    hosts.forget()  # or what is remembered may end just before the page is looked at
    page()  # what is remembered from then on is not the page's price
    with CaptureQueriesContext(connection) as queries:
        page()
    texts = [query["sql"] for query in queries.captured_queries if _reads_much(query["sql"])]
    with company.bound(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_seqscan = {'off' if avoid_scans else 'on'}")
        nodes = [node for text in texts for node in _nodes(cursor, text)]
    return Plans(nodes, len(queries))


def _reads_much(text: str) -> bool:
    return text.lstrip().startswith(("SELECT", "WITH")) and any(
        name in text for name in GROWING | QUEUED
    )


def _nodes(cursor: Any, text: str, how: str = "") -> Iterator[dict[str, Any]]:
    cursor.execute(f"EXPLAIN ({how} FORMAT JSON) {text}")
    found = cursor.fetchone()[0]
    plans = json.loads(found) if isinstance(found, str) else found
    waiting = [plan["Plan"] for plan in plans]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("Plans", [])
