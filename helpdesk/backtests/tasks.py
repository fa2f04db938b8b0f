"""The work of a backtest."""

from helpdesk.backtests import working
from helpdesk.backtests.starting import TOPIC
from tenants.work.outbox import Payload, thinks


@thinks(TOPIC)
def replay(payload: Payload) -> None:
    """``{"backtest": id}``: a slice of it."""
    working.work(payload["backtest"])
