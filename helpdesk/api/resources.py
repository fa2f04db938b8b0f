"""What every resource has in common: a scope, a rate, one transaction per POST."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as Invalid
from django.db.models import Model
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from helpdesk.api import rates
from helpdesk.api.callers import note_program
from helpdesk.api.idempotency import Handler, once
from helpdesk.api.paging import CursorPages


class Resource(GenericViewSet[Any]):
    """``resource`` names its scopes; ``lookup_field`` is never a primary key."""

    resource: ClassVar[str]
    happens_once: ClassVar[bool] = True
    pagination_class = CursorPages
    throttle_classes = [rates.TokenRate]
    lookup_value_regex = "[^/]+"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, authorise, count, note who; then make a POST happen once per key."""
        super().initial(request, *args, **kwargs)
        _refuse_nul(request, kwargs)
        note_program(request)
        if self.happens_once and request.method == "POST" and hasattr(self, "post"):
            self.post: Handler = once(self.post)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        rates.tell(self.request, response)
        response["Cache-Control"] = "no-store"
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        return final

    def page(self, queryset: Any) -> Response:
        """One page of ``queryset``, as this action's serializer shows it."""
        rows = self.paginate_queryset(queryset)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def given(self, request: Request) -> dict[str, Any]:
        """The request's content, checked by this action's serializer."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data


def _refuse_nul(request: Request, named: dict[str, str]) -> None:
    """The database takes no NUL character: no id holds one, and nothing is found by one."""
    if any("\x00" in value for value in named.values()):
        raise NotFound
    for name, value in request.query_params.items():
        if "\x00" in value:
            raise ValidationError({name: "Send text without a NUL character."})


def shown(serializer: type[Any], row: Model, status: int = 200) -> Response:
    return Response(serializer(row).data, status=status)


@contextmanager
def about(field: str) -> Iterator[None]:
    """What a verb has against its argument is said of the ``field`` that brought it."""
    try:
        yield
    except Invalid as error:
        raise ValidationError({field: error.messages}) from error
