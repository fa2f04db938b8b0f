"""``make chaos ARGS=sweep``: ``tests.chaos.outbox_sweep``, at every line, on servers of its own."""

import json
from collections.abc import Sequence
from typing import Any

from embedded.checkout import Checkout
from embedded.logfile import size, text_since
from embedded.process import Program
from embedded.supervisor import Supervisor
from tests.chaos.report import Verdict
from tests.chaos.stack import prepared

SETTINGS = "tests.chaos.duties.settings"


def judged(checkout: Checkout, arguments: Sequence[str]) -> Verdict:
    """Sweep with ``--every`` and ``--naive`` as given. Raises ``Problem`` when it breaks off."""
    with (
        Supervisor() as supervisor,
        prepared(checkout, supervisor, settings=SETTINGS) as ground,
    ):
        schema = ground.firms[0].schema
        command = ("-m", "tests.chaos.outbox_sweep", "--tenant", schema, *arguments)
        program = Program(
            name="sweep",
            argv=(str(checkout.python), *command),
            log=ground.data.logs / "sweep.log",
            env=ground.environment,
            cwd=checkout.root,
        )
        before = size(program.log)
        supervisor.run_or_fail(program, "The sweep")
        return _verdict(json.loads(text_since(program.log, before).splitlines()[-1]))


def _verdict(figures: dict[str, Any]) -> Verdict:
    wrong = [name for name in ("lost", "doubled", "without_cause", "left_owed") if figures[name]]
    if figures["kinds"] == ["naive"]:
        held = figures["lost"] > 0 and figures["doubled"] > 0
        words = "The control arm lost and doubled effects, as it must." if held else "It bites not."
    else:
        held = not wrong and figures["causes"] > 0
        words = f"Not held: {', '.join(wrong)}." if wrong else "Every promise was kept."
    return Verdict(held, words, {"mode": "sweep", **figures})
