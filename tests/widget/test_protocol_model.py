"""The protocol holds whatever the network does; a browser that leaves out one rule is found out."""

import os

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.any_frames import fuzzing
from tests.cast import Company
from tests.widget.protocol_model import CARELESS, Protocol

# More on request: ``PROTOCOL_EXAMPLES=500 make test ARGS=tests/widget/test_protocol_model.py``.
EXAMPLES = int(os.environ.get("PROTOCOL_EXAMPLES", "20"))
STEPS = 50


def _run(kind: type[Protocol], company: Company, examples: int) -> None:
    machine = type(kind.__name__, (kind,), {"company": company})
    chosen = settings(fuzzing, max_examples=examples, stateful_step_count=STEPS)
    run_state_machine_as_test(machine, settings=chosen)


def test_nothing_is_lost_doubled_or_out_of_order_whatever_the_network_does(acme: Company) -> None:
    _run(Protocol, acme, EXAMPLES)


@pytest.mark.parametrize("careless", CARELESS)
def test_who_leaves_out_one_rule_is_found_out(careless: type[Protocol], acme: Company) -> None:
    """Control arms: each ends with the first example that breaks a promise."""
    with pytest.raises(AssertionError):
        _run(careless, acme, EXAMPLES)
