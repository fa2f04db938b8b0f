"""Pages by cursor: stable while rows are added, bounded, opaque to the caller."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

Rows = TypeVar("Rows", bound=QuerySet[Any])

USUAL = 50
MOST = 100
# Python refuses to read numbers of thousands of digits.
LONGEST_NUMBER = 10


class CursorPages(BasePagination):
    """``{"items": […], "next": "https://…" or null}``.

    A cursor holds the sort key of the last row that was given, so a row that is added or
    removed elsewhere neither repeats nor hides another. Newest first; with ``?updated_since``
    the oldest change comes first, so that a caller who keeps the last ``next`` misses none.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.url = request.build_absolute_uri()
        limit = limit_of(request)
        order = [str(name) for name in queryset.query.order_by] or ["-id"]
        after = _after(order, request.query_params.get("cursor", ""))
        rows = list(queryset.filter(after).order_by(*order)[: limit + 1])
        self.cursor = _cursor(order, rows[limit - 1]) if len(rows) > limit else ""
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return _answered(self.url, data, self.cursor)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limits = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        return [
            _parameter("limit", limits, "How many at most."),
            _parameter("cursor", {"type": "string"}, "From “next” of the page before."),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": schema,
                "next": {"type": "string", "format": "uri", "nullable": True},
            },
        }


def limit_of(request: Request) -> int:
    """Raises ``ValidationError`` for a limit outside 1–100."""
    given = request.query_params.get("limit", str(USUAL))
    if not given.isdecimal() or len(given) > LONGEST_NUMBER or not 1 <= int(given) <= MOST:
        raise ValidationError({"limit": f"Give a whole number from 1 to {MOST}."})
    return int(given)


def narrowed(found: Rows, request: Request, filters: Mapping[str, str]) -> Rows:
    """The rows that the query asks for, by its parameters' fields.

    With ``updated_since`` the oldest change comes first. Raises ``ValidationError``.
    """
    for name, field in filters.items():
        if value := request.query_params.get(name):
            found = found.filter(**{field: value})
    if since := moment_of(request, "updated_since"):
        found = found.filter(updated_at__gte=since).order_by("updated_at", "id")
    return found


def place_after(request: Request, order: list[str]) -> tuple[datetime, int] | None:
    """Where the request's cursor points, as (time, id). Raises ``ValidationError``."""
    cursor = request.query_params.get("cursor", "")
    if not cursor:
        return None
    *time, number = _values(cursor, order)
    return (time[0] if time else datetime.min.replace(tzinfo=UTC), number)


def cursor_at(order: list[str], place: tuple[datetime, int] | None) -> str:
    """The cursor of what follows ``place``; "" at the end."""
    if place is None:
        return ""
    values = {"updated_at": place[0], "id": place[1]}
    return _written([str(values[name.lstrip("-")]) for name in order])


def answered(request: Request, items: Any, cursor: str) -> Response:
    """A page and the address of what follows, as ``CursorPages`` gives them."""
    return _answered(request.build_absolute_uri(), items, cursor)


def _answered(url: str, items: Any, cursor: str) -> Response:
    following = replace_query_param(url, "cursor", cursor) if cursor else None
    return Response({"items": items, "next": following})


def moment_of(request: Request, name: str) -> Any:
    """The query parameter as a time, or None. Raises ``ValidationError``."""
    given = request.query_params.get(name)
    if given is None:
        return None
    moment = _parsed(given)
    if moment is None:
        raise ValidationError({name: "Give a time with its zone: 2026-11-23T08:00:00Z."})
    return moment


def _parsed(text: str) -> Any:
    try:
        # A plus sign that was not escaped arrives as a space.
        moment = parse_datetime(text.replace(" ", "+"))
        # In UTC the edges of the calendar may lie beyond it.
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _cursor(order: list[str], row: Model) -> str:
    return _written([str(getattr(row, name.lstrip("-"))) for name in order])


def _written(values: list[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _after(order: list[str], cursor: str) -> Q:
    """Rows beyond the cursor: ``(a, b) > (x, y)`` spelled out for mixed directions."""
    if not cursor:
        return Q()
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, _values(cursor, order), strict=True):
        field = name.lstrip("-")
        beyond = Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        condition |= equal & beyond
        equal &= Q(**{field: value})
    return condition


def _values(cursor: str, order: list[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_value(name, text) for name, text in zip(order, values, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        message = "This cursor is not one of ours. Start again without it."
        raise ValidationError({"cursor": message}) from error


def _value(name: str, text: str) -> Any:
    if name.endswith("id"):
        return int(text)
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}
