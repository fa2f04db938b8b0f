"""What every backend takes, gives and raises."""

from dataclasses import dataclass, field


class ModelUnavailable(RuntimeError):
    """No complete answer came: refused, down, slow, cut short, or not what was asked for."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model and where it is. ``is_trusted``: named by the operator, not by a tenant."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """``system`` is ours alone; ``user`` also holds what others wrote, fenced."""

    system: str
    user: str
    max_tokens: int = 500


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole text, ended by the model itself."""

    text: str
    tokens: int = 0
