"""Who changed what, and how it was before: read from the audit log, shown as differences."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from auditlog.render import get_field_verbose_name
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

PER_PAGE = 25
SHORT = 120


@dataclass(frozen=True)
class Line:
    """A line of a long text: ``+`` came, ``-`` went, a blank stayed."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field, before and after; ``lines`` in place of both for a long text."""

    field: str
    before: str = ""
    after: str = ""
    lines: tuple[Line, ...] = ()


class Recorded:
    """Mixed into every admin class: the audit log is the history, Django's own is not kept."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Recorded by the audit log, whoever makes the change."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The same."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if row is None or not self.has_view_permission(request, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        entries = LogEntry.objects.get_for_object(row).select_related("actor")
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"History of {row}",
            "opts": row._meta,
            "original": row,
            "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("p")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "console/history.html", context)


def changes(entry: LogEntry) -> list[Change]:
    """What the entry says, field by field, in the words of the screens."""
    found = [_change(entry, name, value) for name, value in sorted((entry.changes or {}).items())]
    return [change for change in found if change.before or change.after or change.lines]


def who(entry: LogEntry) -> str:
    """The agent, with the program that acted for them; or that nobody was at the keys."""
    token = (entry.additional_data or {}).get("token")
    person = str(entry.actor) if entry.actor else entry.actor_email or ""
    if token:
        return f"{person} through “{token}”" if person else f"“{token}”"
    return person or "Handrail"


def _change(entry: LogEntry, name: str, value: Any) -> Change:
    label = get_field_verbose_name(entry, name).capitalize()
    if isinstance(value, dict):  # people or teams that were added or removed
        sign = "-" if value["operation"] == "delete" else "+"
        return Change(label, lines=tuple(Line(sign, text) for text in value["objects"]))
    if max(len(side) for side in value) > SHORT:
        return Change(label, lines=tuple(_difference(value)))
    before, after = (_readable(entry, name, side) for side in value)
    return Change(label, before, after)


def _readable(entry: LogEntry, name: str, side: str) -> str:
    """The label of a choice, yes and no, or the text itself."""
    model = entry.content_type.model_class()
    names = {field.name: field for field in model._meta.fields} if model else {}
    choices = {str(key): label for key, label in getattr(names.get(name), "choices", None) or []}
    words = {"None": "", "True": "yes", "False": "no"}
    return str(choices.get(side) or words.get(side, side))


def _difference(sides: list[str]) -> Iterator[Line]:
    before, after = ([] if side == "None" else side.splitlines() for side in sides)
    for line in difflib.unified_diff(before, after, n=1, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield Line(line[:1], line[1:])
