"""A draft that was replayed, as a finished backtest leaves it."""

from escalation.models import Backtest
from escalation.policy.drafting import draft


def replayed() -> None:
    """The bound company's draft as it stands may be published."""
    Backtest.objects.create(fingerprint=draft().fingerprint(), state=Backtest.State.FINISHED)
