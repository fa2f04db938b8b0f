"""Addresses and choices that no page of the admin makes end here, before a query breaks on them."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]

# As many digits as a key of the database may have at most.
LONGEST_KEY = 18


def well_formed(view: View) -> View:
    """Raises ``Http404`` for what is no key of a row, ``BadRequest`` for other nonsense."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _are_keys([kwargs["object_id"]] if "object_id" in kwargs else []):
            raise Http404("No such row.")
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("The address holds a NUL character.")
        if not _are_keys(request.POST.getlist("_selected_action")):
            raise BadRequest("Choose rows of the list.")
        return view(request, *args, **kwargs)

    return checked


def _are_keys(texts: Iterable[str]) -> bool:
    return all(text.isdecimal() and len(text) <= LONGEST_KEY for text in texts)
