"""Whose name the history puts to what a program changes."""

from auditlog.context import auditlog_value
from rest_framework.request import Request


def note_program(request: Request) -> None:
    """The token's maker, and the token: the middleware saw only a stranger."""
    context = auditlog_value.get(None)
    if context is not None:
        context["actor"] = request.user
        context["additional_data"] = {"token": request.auth.name}
