"""Who calls: a bearer token of this workspace, and whether its scopes allow the request."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from helpdesk.agents.models import Agent
from helpdesk.api import scopes, tokens
from helpdesk.api.models import ApiToken


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer hr_…``. Another workspace's token does not exist in this one."""

    def authenticate(self, request: Request) -> tuple[Agent | None, ApiToken] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = tokens.find(key.strip())
        if token is None:
            raise AuthenticationFailed("This token is unknown, revoked or expired.")
        tokens.note_use(token)
        return token.created_by, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Handrail"'


class HasScope(BasePermission):
    """The view's ``resource`` and the method name the scope; a view without one is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        scope = scopes.needed(getattr(view, "resource", ""), request.method or "")
        if scope not in token.scopes:
            raise PermissionDenied(f"This token lacks the scope “{scope}”.")
        return True
