"""``evaluate personal-data``: is what is personal masked, and nothing else?"""

import re
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.assistant.personal_data.recognising import find
from knowledge.evaluating import BadFile, percentile, rows

HELP = "recall of what is personal by type, and how much else is masked"

STRUCTURED = (
    *("EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS"),
    *("US_SSN", "PHONE_NUMBER"),
)
NAMES = ("PERSON",)
PLACES = ("STREET_ADDRESS", "GPE")
# A number is looked for alone and as people write it.
CARRIERS = ("{}", "My number is {}.", "Please ring {} after six", "Use {} and not the old one")
FORMS = ("international", "national")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the places of what is personal in it: type, start, end."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--messages",
        type=Path,
        required=True,
        help='lines {"text", "spans": [{"type", "start", "end"}]}',
    )
    parser.add_argument("--phones", type=Path, help='lines {"region", "international", "national"}')


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Shares from 0 to 1; times are the processor's.

    A span counts when every letter and digit of it is masked.
    """
    messages = list(_labelled(options["messages"]))
    result = _figures(messages)
    if options["phones"]:
        result |= _phones(list(_numbers(options["phones"])))
    return result


def _labelled(path: Path) -> Iterator[Labelled]:
    for row, where in rows(path):
        try:
            spans = tuple(
                (str(one["type"]), int(one["start"]), int(one["end"])) for one in row["spans"]
            )
            yield Labelled(str(row["text"]), spans)
        except (KeyError, TypeError, ValueError) as error:
            raise BadFile(
                f"{where}: a message needs text, and spans with type, start and end ({error})."
            ) from None


def _figures(messages: Sequence[Labelled]) -> dict[str, Any]:
    total, found = Counter[str](), Counter[str]()
    tokens = masked_elsewhere = 0
    took: list[float] = []
    _masked("Is everything loaded?")
    for message in messages:
        began = time.process_time()
        masked = _masked(message.text)
        took.append((time.process_time() - began) * 1000)
        for kind, start, end in message.spans:
            total[kind] += 1
            found[kind] += _is_hidden(message.text, masked, start, end)
        outside = list(_outside(message))
        tokens += len(message.text.split())
        masked_elsewhere += sum(bool(masked.intersection(place)) for place in outside)
    return {
        "n": len(messages),
        "recall": {kind: _share(found, total, [kind]) for kind in sorted(total)},
        "structured_recall": _share(found, total, STRUCTURED),
        "names_recall": _share(found, total, NAMES),
        "places_recall": _share(found, total, PLACES),
        "over_redaction": round(masked_elsewhere / max(tokens, 1), 4),
        "ms_per_message_p50": percentile(sorted(took), 0.5),
        "ms_per_message_p95": percentile(sorted(took), 0.95),
    }


def _masked(text: str) -> set[int]:
    return {place for span in find(text) for place in range(span.start, span.end)}


def _is_hidden(text: str, masked: set[int], start: int, end: int) -> bool:
    return all(place in masked for place in range(start, end) if text[place].isalnum())


def _outside(message: Labelled) -> Iterator[range]:
    """The tokens that touch no span."""
    for token in re.finditer(r"\S+", message.text):
        if not any(start < token.end() and token.start() < end for _, start, end in message.spans):
            yield range(token.start(), token.end())


def _share(found: Counter[str], total: Counter[str], kinds: Iterable[str]) -> float | None:
    kinds = list(kinds)
    of = sum(total[kind] for kind in kinds)
    return round(sum(found[kind] for kind in kinds) / of, 4) if of else None


def _numbers(path: Path) -> Iterator[dict[str, str]]:
    for row, where in rows(path):
        try:
            yield {form: str(row[form]) for form in FORMS}
        except KeyError as error:
            raise BadFile(f"{where}: a number needs its form {error}.") from None


def _phones(numbers: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {
        f"phones_{form}_recall": round(
            sum(_is_found(number[form], carrier) for number in numbers for carrier in CARRIERS)
            / max(len(numbers) * len(CARRIERS), 1),
            4,
        )
        for form in FORMS
    }


def _is_found(number: str, carrier: str) -> bool:
    start = carrier.index("{}")
    text = carrier.format(number)
    return _is_hidden(text, _masked(text), start, start + len(number))
