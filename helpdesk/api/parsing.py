"""What a request may bring: JSON, and not more of it than an article can need."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser

MOST_BYTES = 2 * 1024 * 1024
# What JSON may carry and the database does not take.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class TooLarge(exceptions.APIException):
    """The body is longer than ``MOST_BYTES``."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "The body is over 2 MiB. Send less at once."


class BoundedJSON(JSONParser):
    """REST framework's own parser reads bodies of any size, and breaks on very deep ones."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TooLarge
        try:
            parsed = super().parse(BytesIO(content), media_type, parser_context)
            _refuse_unstorable(parsed)
        except RecursionError:
            raise exceptions.ParseError("The JSON is nested too deeply.") from None
        return parsed


def _refuse_unstorable(value: object, path: str = "") -> None:
    """Raises ``ValidationError`` naming the field: here, because not every field's type looks."""
    if isinstance(value, str) and _UNSTORABLE.search(value):
        message = "Send text without NUL characters and halves of surrogate pairs."
        raise exceptions.ValidationError({path or "detail": message})
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unstorable(name, path)
            _refuse_unstorable(inner, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            _refuse_unstorable(inner, path)
