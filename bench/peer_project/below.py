"""The peer's tokens for its API alone: its middleware would refuse its own pages as well."""

from typing import Any

from escalated.api_middleware import AuthenticateApiToken


class ApiTokens(AuthenticateApiToken):
    def process_view(self, request: Any, *view: Any) -> Any:
        is_api = request.path.startswith("/support/api/v1/")
        return super().process_view(request, *view) if is_api else None
