"""What every backend takes, gives and raises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Told what the model said since the last call, on the thread that asked, while it goes on.
Hear = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them."""

    tokens_in: int
    tokens_out: int


class ModelUnavailable(RuntimeError):
    """No complete answer came: down, slow, cut short, or not what was asked for.

    What it cost is not known, so whoever keeps the purse has to think of the worst.
    """


class Refused(ModelUnavailable):
    """Turned away before the model began, so nothing is owed.

    ``again_in``: seconds after which the same may succeed; None: asking again is no use.
    """

    def __init__(self, problem: str, again_in: float | None = None) -> None:
        super().__init__(problem)
        self.again_in = again_in


class Unusable(ModelUnavailable):
    """The model is well and answered, only not with a text to use."""

    def __init__(self, problem: str, usage: Usage | None = None) -> None:
        super().__init__(problem)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model and where it is. ``owner``: the schema of the tenant that named it; "": we did."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    owner: str = ""
    # Named by the operator, or in a network where tenants may name what they like.
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """``system`` is ours alone; ``user`` also holds what others wrote, fenced.

    ``schema``: the JSON schema of the answer. An endpoint that knows no schemas is asked without
    one, so ``system`` has to say the shape as well and whoever reads the answer has to check it.
    """

    system: str
    user: str
    max_tokens: int = 500
    schema: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole text, ended by the model itself. ``usage`` None: the endpoint did not say."""

    text: str
    usage: Usage | None = None

    @property
    def tokens(self) -> int:
        return self.usage.tokens_in + self.usage.tokens_out if self.usage else 0
