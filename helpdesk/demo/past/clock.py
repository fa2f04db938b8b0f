"""Time inside a past conversation; it stops where the present begins."""

from datetime import datetime

from helpdesk.demo.past.chance import Dice
from helpdesk.demo.past.world import Hours


class StillGoingOn(Exception):
    """The next thing has not happened yet."""


class Clock:
    """Moves forward from the conversation's start, never past ``now``."""

    def __init__(self, at: datetime, now: datetime, dice: Dice) -> None:
        self.at = at
        self.now = now
        self.dice = dice

    def after(self, least: float, most: float) -> datetime:
        """Some minutes later. Raises ``StillGoingOn``."""
        return self._reach(self.at + self.dice.minutes(least, most))

    def when_open(self, hours: Hours, least: float, most: float) -> datetime:
        """Some minutes later, counted from when people are there. Raises ``StillGoingOn``."""
        return self._reach(hours.next_open(self.at) + self.dice.minutes(least, most))

    def _reach(self, at: datetime) -> datetime:
        if at > self.now:
            raise StillGoingOn
        self.at = at
        return at
