"""Who is in the demo: companies, the people who answer, their rules, and how to log in."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company's staff."""

    email: str
    name: str
    role: str
    colour: str
    teams: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rule:
    """A hand-off rule in the company's own words."""

    name: str
    trigger: str
    words: str
    team: str
    priority: str = "normal"
    on: bool = True
    threshold: float | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """An invented customer of ours: one tenant of the demo."""

    slug: str
    name: str
    about: str
    brand: dict[str, str]
    teams: dict[str, bool]
    people: list[Person]
    topics: dict[str, list[str]]
    rules: list[Rule]
    # Of rules, by name: what somebody is trying on and has not published.
    draft: dict[str, dict[str, Any]]

    @property
    def owner(self) -> Person:
        return next(person for person in self.people if person.role == "owner")

    def person(self, email: str) -> Person:
        return next(person for person in self.people if person.email == email)

    def rule(self, name: str) -> Rule:
        """Raises ``KeyError``: a scenario that names an unknown rule is a slip of the pen."""
        found = {rule.name: rule for rule in self.rules}
        return found[name]


def companies() -> list[Company]:
    """All companies, in the order of the file: two busy ones and a newcomer."""
    return [_company(slug, entry) for slug, entry in _file().items() if slug != "password"]


def company(slug: str) -> Company:
    return _company(slug, _file()[slug])


def password() -> str:
    """Everybody's."""
    return str(_file()["password"])


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CONTENT / "cast.yaml").read_text("utf-8"))
    return content


def _company(slug: str, entry: dict[str, Any]) -> Company:
    return Company(
        slug=slug,
        name=entry["name"],
        about=entry["about"],
        brand=entry["brand"],
        teams={team["name"]: team["default"] for team in entry["teams"]},
        people=[Person(**person) for person in entry["agents"]],
        topics=entry["topics"],
        rules=[
            Rule(**{_plain(key): value for key, value in rule.items()}) for rule in entry["rules"]
        ],
        draft=entry.get("draft", {}),
    )


def _plain(key: Any) -> str:
    """YAML 1.1 reads a bare ``on`` as true."""
    return "on" if key is True else str(key)
