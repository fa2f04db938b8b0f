"""Who calls: the token, whoever made it, and whose name the history puts to it."""

from typing import cast

from auditlog.context import auditlog_value
from rest_framework.request import Request

from helpdesk.agents.models import Agent
from helpdesk.api.models import ApiToken


def token_of(request: Request) -> ApiToken:
    """Only behind ``HasScope``: before it there may be none."""
    return cast("ApiToken", request.auth)


def maker_of(request: Request) -> Agent | None:
    """Who made the token, unless they were deleted."""
    return token_of(request).created_by


def note_program(request: Request) -> None:
    """The history names the maker and the token: the middleware saw only a stranger."""
    context = auditlog_value.get(None)
    if context is not None:
        context["actor"] = maker_of(request)
        context["additional_data"] = {"token": token_of(request).name}
