"""What every kind of source is read into, and what is wrong with a piece that cannot be."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from knowledge.models import Article, Audience
from knowledge.sources.problems import BadSource

__all__ = ["BadSource", "Document", "document"]


@dataclass(frozen=True, slots=True)
class Document:
    """An article as its source has it. ``status`` is "" where the source says nothing."""

    id: str
    title: str
    body: str
    collection: str = ""
    summary: str = ""
    audience: str = Audience.PUBLIC
    status: str = ""
    owner: str = ""
    review_by: date | None = None
    language: str = "en"

    @property
    def fingerprint(self) -> str:
        """Equal exactly when nothing in the source has changed."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def document(values: Mapping[str, Any]) -> Document:
    """A document from the keys of front matter or JSON. Raises ``BadSource``.

    ``title`` may be empty, but the key must be there: a missing one is a slip.
    """
    return Document(
        id=_identity(values),
        title=_text(values, "title", required=True),
        body=_text(values, "body", required=True, strip=False),
        collection=_text(values, "collection"),
        summary=_text(values, "summary"),
        audience=_one_of(values, "audience", Audience.values) or Audience.PUBLIC,
        status=_one_of(values, "status", Article.Status.values),
        owner=_text(values, "owner"),
        review_by=_day(values, "review_by"),
        language=_text(values, "language") or "en",
    )


def _identity(values: Mapping[str, Any]) -> str:
    name = values.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)
    identity = _text(values, "id", required=True)
    if not identity:
        raise BadSource("id is empty")
    return identity


def _text(
    values: Mapping[str, Any], key: str, *, required: bool = False, strip: bool = True
) -> str:
    if required and key not in values:
        raise BadSource(f"{key} is missing")
    value = values.get(key, "")
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadSource(f"{key} must be text, not {_kind(value)}")
    if "\x00" in value:
        raise BadSource(f"{key} holds a zero byte: is this a text file?")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadSource(f"{key} holds half a character (\\ud800 to \\udfff): cut in the middle?")
    return value.strip() if strip else value


def _one_of(values: Mapping[str, Any], key: str, allowed: list[str]) -> str:
    value = _text(values, key)
    if value and value not in allowed:
        raise BadSource(f"{key} is {value!r}; it can be {', '.join(allowed)}")
    return value


def _day(values: Mapping[str, Any], key: str) -> date | None:
    value = values.get(key)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadSource(f"{key} must be a day like 2027-05-31, not {value!r}") from None


def _kind(value: object) -> str:
    names = {"NoneType": "nothing", "dict": "a mapping", "list": "a list", "bool": "yes or no"}
    return names.get(type(value).__name__, "a number")
