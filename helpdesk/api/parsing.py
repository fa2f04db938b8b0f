"""What a request may bring: JSON, and not more of it than an article can need."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser

MOST_BYTES = 2 * 1024 * 1024


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
            return super().parse(BytesIO(content), media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError("The JSON is nested too deeply.") from None
