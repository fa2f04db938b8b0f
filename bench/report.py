"""Measured rows as a table: for a terminal, and for ``docs/performance.md``.

``python bench/report.py FILE`` reads what ``make bench`` printed (its last line counts), and
replaces what stands between the two marks of ``docs/performance.md``.
"""

import json
import sys
from pathlib import Path
from typing import Any

Rows = dict[str, dict[str, Any]]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
HEADS = ["operation", "ours", "floor", "ratio", "goal", ""]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def cells(key: str, row: dict[str, Any]) -> list[str]:
    """``key, ours, floor, ratio, goal, verdict`` as shown."""
    if "failed" in row:
        return [key, "-", "-", "-", "-", f"failed: {row['failed']}"]
    unit = row["unit"]
    ratio = "-" if row["ratio"] is None else f"{row['ratio']:g}×"
    return [
        key,
        _with_unit(row["ours"], unit),
        _with_unit(row["floor"], unit),
        ratio,
        row.get("goal", "-"),
        _verdict(row),
    ]


def peer_words(row: dict[str, Any]) -> str:
    """What the peer needed, and how many times the floor that is; empty without one."""
    if "peer" not in row:
        return ""
    ratio = "" if row["peer_ratio"] is None else f", {row['peer_ratio']:g}×"
    return _with_unit(row["peer"], row["unit"]) + ratio


def for_terminal(shown: list[str]) -> str:
    """``cells`` or ``HEADS`` in columns."""
    name, ours, floor, ratio, goal, verdict = shown
    return f"{name:<44} {ours:>12} {floor:>12} {ratio:>8}  {goal:<14} {verdict}"


def for_page(rows: Rows) -> str:
    """A Markdown table of every row; a peer's column when one was measured."""
    has_peer = any("peer" in row for row in rows.values())
    heads = [*HEADS, "peer"] if has_peer else HEADS
    lines = [heads, ["---"] * len(heads)]
    for key, row in rows.items():
        name, *others = cells(key, row)
        peer = [peer_words(row) or "-"] if has_peer else []
        lines.append([f"`{name}`", *others, *peer])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").strip().splitlines()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = for_page(json.loads(lines[-1]))
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _with_unit(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:g} {unit}".strip()


def _verdict(row: dict[str, Any]) -> str:
    if row.get("inconclusive"):
        return "inconclusive"
    return {True: "met", False: "missed", None: ""}[row.get("met")]


if __name__ == "__main__":
    main()
