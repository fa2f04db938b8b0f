"""A few dozen conversations that come with Handrail, for a workspace that has none of its own."""

from functools import cache
from pathlib import Path

from escalation.backtesting.past import PastConversation
from helpdesk.backtests.reading import read_file


@cache
def conversations() -> tuple[PastConversation, ...]:
    """Invented, and the same for everybody: they show whether rules work, not what they save."""
    return tuple(read_file(Path(__file__).with_name("sample.jsonl").read_bytes()))
