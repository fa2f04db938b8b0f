"""What happened in the past week, as written by hand in ``content/past``."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from helpdesk.demo.cast import CONTENT

PAST = CONTENT / "past"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the assistant can answer, and how it may go on from there."""

    id: str
    weight: float
    page: list[str]
    source: str
    ask: list[str]
    answer: str
    still: list[str]
    person: list[str]
    second: str = ""
    kind: str = "known"


@dataclass(frozen=True, slots=True)
class Case:
    """A longer story; each turn has one key that says who acts."""

    id: str
    weight: float
    page: list[str]
    turns: list[dict[str, Any]]
    kind: str = "known"
    locale: str = "en"
    csat: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who may have written, and what placeholders stand for."""

    contacts: list[tuple[str, str]]
    values: dict[str, list[str]]
    plans: list[str]
    currency: str


def questions(slug: str) -> list[Question]:
    return [Question(**entry) for entry in _read(f"{slug}/questions.yaml")]


def cases(slug: str) -> list[Case]:
    return [Case(**entry) for entry in _read(f"{slug}/cases.yaml")]


def crowd(slug: str) -> Crowd:
    entry = _read("people.yaml")[slug]
    pairs = [line.partition(" | ") for line in entry["contacts"]]
    return Crowd(
        contacts=[(name, firm) for name, _, firm in pairs],
        values=entry["values"],
        plans=entry["plans"],
        currency=entry["currency"],
    )


def talk(kind: str) -> list[str]:
    """What people say around a question: ``thanks``, ``hello``, ``ask_person`` …"""
    lines: list[str] = _read("talk.yaml")[kind]
    return lines


def comments(score: int) -> list[str]:
    """What customers write beside this score; often nothing."""
    found: list[str] = _read("talk.yaml")["comments"][score]
    return found


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((PAST / name).read_text("utf-8"))
