"""What the assistant may do and when a person takes over, as one value.

Pure, and made to be stored: what ``to_json`` wrote years ago is read by ``from_json`` today.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, Final, Self, get_args, get_origin, get_type_hints

from escalation.facts.values import Facts
from escalation.heating import warmth
from escalation.rules import Heat, RuleSpec, TopicSpec

LEAST_CONFIDENCE: Final = 0.3


@dataclass(frozen=True)
class PolicySpec:
    """A policy as turns, backtests and pages see it.

    ``rules`` are those that are on, first to last, ``topics`` the risk topics that are on.
    ``allowed_topics`` are texts of what the assistant is there for (empty: anything that its
    sources answer), ``never_topics`` of what it must not improvise on. ``languages`` are codes
    such as ``"de"`` (empty: the customer's). ``sources`` are ids of the collections it may
    answer from (empty: all that is public). Below ``min_confidence``, 0 to 1, it offers nothing.
    ``heat`` is how far mood and urgency lower the thresholds of rules and topics.
    """

    rules: tuple[RuleSpec, ...] = ()
    topics: tuple[TopicSpec, ...] = ()
    job: str = ""
    tone: str = ""
    languages: tuple[str, ...] = ()
    allowed_topics: tuple[str, ...] = ()
    never_topics: tuple[str, ...] = ()
    min_confidence: float = LEAST_CONFIDENCE
    sources: tuple[int, ...] = ()
    heat: Heat = field(default_factory=Heat)

    def label_of(self, topic: str) -> str:
        """What staff call the topic of this name; the name itself where it is not in here."""
        return next((one.label for one in self.topics if one.name == topic), topic)

    def give(self, facts: Facts) -> float:
        """By how many points the thresholds of its topics give way to such a customer."""
        return warmth(facts, self.heat).points

    def to_json(self) -> dict[str, Any]:
        """Lists, dictionaries, texts and numbers only; the same for equal policies."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """A stored policy. A field that it does not have takes its default.

        What this release does not know, such as a rule by a trigger of a newer one, is left out:
        a reader must not fail where two releases serve side by side.
        """
        return cls(**_read_fields(cls, kept))

    def fingerprint(self) -> str:
        """64 hexadecimal digits, alike for equal policies."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def _read_fields(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _read(hint, kept[name]) for name, hint in _hints(kind) if name in kept}


def _read(hint: Any, kept: Any) -> Any:
    """``kept`` as the type that ``hint`` names. Raises ``ValueError`` or ``TypeError``."""
    if get_origin(hint) is tuple:
        return tuple(_readable(get_args(hint)[0], kept))
    if kept is None or not isinstance(hint, type):
        return kept
    if is_dataclass(hint):
        return hint(**_read_fields(hint, kept))
    return hint(kept) if issubclass(hint, Enum) else kept


def _readable(hint: Any, kept: list[Any]) -> list[Any]:
    found = []
    for one in kept:
        with suppress(ValueError, TypeError):
            found.append(_read(hint, one))
    return found


@cache
def _hints(kind: type) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(one.name, hints[one.name]) for one in fields(kind)]
