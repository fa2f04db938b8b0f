"""``python -m bench``, which ``make bench`` calls: every part in turn, within a bounded time.

``--only lists,tenants`` chooses parts, ``--quick`` takes less of everything, ``--peer`` adds the
part that measures the nearest peer beside us, and the minutes for it. The last line is one JSON
object with a key for each row. What servers complain of meanwhile is in ``.data/logs/bench.log``.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench.part import CUT
from bench.report import HEADS, Rows, cells, for_terminal, peer_words
from embedded.checkout import here
from embedded.logfile import last_lines, size, text_since
from embedded.terminal import warn

HERE = Path(__file__).resolve().parent
MINUTES, QUICK_MINUTES = 20.0, 3.0
PEER, PEER_MINUTES, QUICK_PEER_MINUTES = "peer", 3.0, 1.5
# A part that is told to take so many seconds may need some more to clean up after itself.
GRACE = 1.5


def main() -> int:
    """Run the chosen parts; 1 when one of them failed to measure, whatever the goals say."""
    wanted = arguments(sys.argv[1:])
    until = time.monotonic() + 60 * _minutes(wanted)
    _log().unlink(missing_ok=True)
    print(for_terminal(HEADS), flush=True)
    rows: Rows = {}
    for place, name in enumerate(wanted.only):
        share = max((until - time.monotonic()) / (len(wanted.only) - place), 10.0)
        rows |= _measured(name, {"quick": wanted.quick, "seconds": round(share, 1)})
    print(json.dumps(rows, ensure_ascii=False))
    return 1 if any("failed" in row for row in rows.values()) else 0


def parts() -> list[str]:
    """The modules of this package that measure something."""
    return sorted(
        file.stem for file in HERE.glob("*.py") if "\ndef measure(" in file.read_text("utf-8")
    )


def arguments(given: list[str]) -> argparse.Namespace:
    """``only`` names the parts in order; ``--peer`` puts the peer last."""
    known = parts()
    usual = ",".join(name for name in known if name != PEER)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=usual, help="parts: " + ", ".join(known))
    parser.add_argument("--quick", action="store_true", help="at most three minutes")
    parser.add_argument("--peer", action="store_true", help="measure the nearest peer as well")
    chosen = parser.parse_args(given)
    chosen.only = [name for name in chosen.only.split(",") if name]
    if unknown := set(chosen.only) - set(known):
        parser.error(f"--only: no part {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
    if chosen.peer and PEER not in chosen.only:
        chosen.only.append(PEER)
    return chosen


def _minutes(wanted: argparse.Namespace) -> float:
    usual, peer = (QUICK_MINUTES, QUICK_PEER_MINUTES) if wanted.quick else (MINUTES, PEER_MINUTES)
    return usual + (peer if PEER in wanted.only else 0)


def _measured(name: str, run: dict[str, Any]) -> Rows:
    """The rows of one part, printed as they come; one row ``NAME`` that failed when it ends ill."""
    log = _log()
    told = size(log)
    part = _started(name, run, log)
    cut = threading.Timer(run["seconds"] * GRACE + 10, part.terminate)
    cut.start()
    rows: Rows = {}
    with part:
        for line in part.stdout or ():
            row = json.loads(line)
            key = row.pop("key")
            rows[key] = row
            print(for_terminal(cells(key, row)), flush=True)
            if peer := peer_words(row):
                print(f"{'':<44} {'peer: ' + peer:>35}", flush=True)
    cut.cancel()
    if part.returncode != 0:
        warn(f"{last_lines(text_since(log, told))}\n    See {log}.")
        rows[name] = {"failed": _why(part.returncode, run["seconds"])}
        print(for_terminal(cells(name, rows[name])), flush=True)
    return rows


def _log() -> Path:
    return here().data.logs / "bench.log"


def _started(name: str, run: dict[str, Any], log: Path) -> "subprocess.Popen[str]":
    """A refusal that a server writes down would stand between the rows of the table."""
    with log.open("ab") as complaints:
        return subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", "bench.part", name, json.dumps(run)],
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )


def _why(status: int, seconds: float) -> str:
    return f"cut after {seconds:.0f} s" if status == CUT else f"exit {status}, see above"


if __name__ == "__main__":
    sys.exit(main())
