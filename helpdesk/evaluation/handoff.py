"""``evaluate handoff``: what of a dialogue reaches the person who takes over."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

from helpdesk.conversations import lifecycle
from helpdesk.conversations.messaging import post_message
from helpdesk.conversations.models import Contact
from helpdesk.evaluation.reading import Row, lines, turns_of
from helpdesk.handoff.handing_over import talk_to_person
from helpdesk.handoff.lines import shortened
from helpdesk.handoff.reading import current
from helpdesk.handoff.telling import GOAL_WORDS
from helpdesk.handoff.values import codes_in, is_in
from tenants.context import in_tenant
from tenants.provisioning import Opening, close_tenant, open_tenant

HELP = "facts kept, words and foreign values of the prepared case"

Package = dict[str, Any]
_OF_THE_CUSTOMER: Final = "contact"


def add_arguments(parser: ArgumentParser) -> None:
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--dialogues", type=Path, help='lines {"turns": [{"role", "text"}], "facts": [{"any_of"}]}'
    )
    given.add_argument("--transfers", type=Path, help='lines {"turns": [{"role", "text"}]}')


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Hand each dialogue over by the button for a person, in a workspace that goes afterwards."""
    read = lines(options["dialogues"] or options["transfers"], "turns")
    with _workspace():
        packages = [_package(row) for row in read]
    told = list(zip(read, packages, strict=True))
    result: dict[str, Any] = {"n": len(read)}
    if options["dialogues"]:
        result["facts_kept"] = _facts_kept(told)
    result["words_median"] = median(len(seen_by_agent(one).split()) for one in packages)
    result["foreign_value_free"] = _share([not _foreign(row, one) for row, one in told])
    result["identifiers_kept"] = _identifiers_kept(told)
    return result


def seen_by_agent(package: Package) -> str:
    """What the card shows of the dialogue, opened: no transcript and no answers given before.

    The summary that can be copied says the same again, so it is not counted twice.
    """
    return " · ".join(
        [
            shortened(package["goal"]["text"], GOAL_WORDS),
            *_told(package),
            *_heard(package),
            *package["rule"]["evidence"],
        ]
    )


def _told(package: Package) -> list[str]:
    wanted = [package["wanted"]["text"]] if package["wanted"] else []
    pieces = (*package["said"], *package["identifiers"], *package["details"])
    return [*wanted, *(one["text"] for one in pieces)]


def _heard(package: Package) -> list[str]:
    """The customer's words beside our labels."""
    return [word for name in ("category", "urgency", "mood") for word in package[name]["words"]]


@contextmanager
def _workspace() -> Iterator[None]:
    tenant = open_tenant(
        Opening(f"evaluation-{uuid4().hex[:8]}", "Evaluation", "evaluation@handrail.example")
    )
    try:
        with in_tenant(tenant.schema_name):
            yield
    finally:
        close_tenant(tenant)


def _package(row: Row) -> Package:
    conversation = lifecycle.start(Contact.objects.create())
    for turn in turns_of(row):
        post_message(conversation.pk, sender=str(turn["role"]), body=str(turn["text"]))
    handoff = talk_to_person(conversation.pk)
    if handoff is None:  # a conversation that nobody has is always handed off
        raise LookupError("The dialogue was not handed over.")
    return current(handoff.package)


def _facts_kept(told: Sequence[tuple[Row, Package]]) -> float | None:
    return _share(
        [
            any(is_in(str(value), seen_by_agent(package)) for value in fact["any_of"])
            for row, package in told
            for fact in row.get("facts", ())
        ]
    )


def _identifiers_kept(told: Sequence[tuple[Row, Package]]) -> float | None:
    return _share(
        [
            code in seen_by_agent(package)
            for row, package in told
            for turn in turns_of(row)
            if turn["role"] == _OF_THE_CUSTOMER
            for code in codes_in(str(turn["text"]))
        ]
    )


def _foreign(row: Row, package: Package) -> list[str]:
    """What stands in the package and was never said; our own labels are no values."""
    spoken = _plain(" ".join(str(turn["text"]) for turn in turns_of(row)))
    quoted = [
        *package["goal"].values(),
        *_told(package),
        *(one[key] for one in package["tried"] for key in ("question", "answer")),
        *_heard(package),
        *_account(package["contact"]),
    ]
    return [value for value in quoted if _plain(value) not in spoken]


def _account(contact: dict[str, Any]) -> list[str]:
    return [str(contact[key]) for key in ("name", "email", "phone") if contact[key]]


def _plain(text: str) -> str:
    return " ".join(text.removesuffix(" …").lower().split())


def _share(held: Sequence[bool]) -> float | None:
    return round(sum(held) / len(held), 4) if held else None
