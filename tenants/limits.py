"""How often somebody may do what costs us something. Every limit of the application is listed."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tenants import counting

# Every limit by its name, so that a test can ask of each whether it ever fires.
LIMITS: Final[dict[str, "Limit"]] = {}


class TooFast(Exception):
    """The limit is used up for ``after_ms`` milliseconds."""

    def __init__(self, after_ms: int) -> None:
        super().__init__("That was too fast. Wait a moment.")
        self.after_ms = after_ms

    @property
    def after_seconds(self) -> int:
        """For ``Retry-After``, which knows whole seconds."""
        return max(1, -(-self.after_ms // 1000))


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` in each window of ``seconds``. Raises ``ValueError`` for a taken name."""

    name: str
    count: int
    seconds: int

    def __post_init__(self) -> None:
        if self.name in LIMITS:
            raise ValueError(f"There is a limit named {self.name!r} already.")
        LIMITS[self.name] = self

    def spend(self, *who: int | str) -> None:
        """Count one use by ``who``. Raises ``TooFast``."""
        self._judge(self.use(*who))

    def use(self, *who: int | str) -> counting.Count:
        """Count one use by ``who``, and leave the judgement to the caller."""
        return counting.count(self._counter(who), self.seconds)

    async def aspend(self, *who: int | str) -> None:
        """``spend`` from asynchronous code."""
        self._judge(await counting.acount(self._counter(who), self.seconds))

    def spend_here(self, *who: int | str) -> None:
        """``spend``, counted by this process alone: n processes allow n times as much.

        For what is so frequent that a question to Redis before it would be felt.
        """
        self._judge(counting.count_here(_remembered(self, who), self.seconds))

    def give_back(self, *who: int | str) -> None:
        """The next use by ``who`` is their first again."""
        counting.forget(self._counter(who))

    def _judge(self, counted: counting.Count) -> None:
        if counted.used > self.count:
            raise TooFast(max(counted.rest_ms, 100))

    def _counter(self, who: tuple[int | str, ...]) -> str:
        """Names of persons do not stand in keys: a digest says as well whether two are the same."""
        plain = "\0".join(str(part).strip().lower() for part in who)
        return f"{self.name}:{hashlib.sha256(plain.encode()).hexdigest()[:32]}"


@lru_cache(maxsize=10_000)
def _remembered(limit: Limit, who: tuple[int | str, ...]) -> str:
    """A digest for each message would be felt."""
    return limit._counter(who)
