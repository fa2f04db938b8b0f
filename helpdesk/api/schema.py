"""What the API's description says of every operation: errors, idempotency, one page for all."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string", "description": "For programs; stays the same."},
                "message": {"type": "string", "description": "For people; may change."},
                "fields": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "message"],
                        "properties": {
                            "name": {"type": "string"},
                            "message": {"type": "string"},
                        },
                    },
                },
                "head": {
                    "type": "integer",
                    "description": "Of `collision`: give it back as `seen` to send all the same.",
                },
                "entries": {
                    "type": "array",
                    "items": {"type": "object"},
                    "description": "Of `collision`: the latest five that others said since, "
                    "each with seq, kind, sender, author and at; their words are in the log.",
                },
                "merged_into": {
                    "type": "string",
                    "description": "Of `merged`: the id of the conversation in which it goes on.",
                },
                "version": {
                    "type": "string",
                    "nullable": True,
                    "description": "Of a draft that was changed elsewhere; null: it is gone.",
                },
                "request_id": {
                    "type": "string",
                    "description": "Quote it to report a fault.",
                },
            },
        }
    },
}
FAILED = {
    "description": "Refused or failed; every error has this shape.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
LED_ON = {
    "description": "The conversation was merged: `Location` is the same under the id of the one "
    "in which it goes on, which stands as `merged_into` in the body too.",
    "headers": {"Location": {"schema": {"type": "string"}}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "Your id of this request. Sent again within 24 hours it gets the same answer, "
    "marked Idempotency-Replayed, and nothing happens twice.",
}


def complete(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result["components"].setdefault("schemas", {})["Error"] = ERROR
    for address, path in result["paths"].items():
        for method, operation in path.items():
            if method == "get" and "/conversations/{id}" in address:
                operation["responses"]["301"] = LED_ON
            operation["responses"]["default"] = FAILED
            if method == "post" and not _is_upload(operation):
                operation.setdefault("parameters", []).append(KEY)
    return result


def _is_upload(operation: dict[str, Any]) -> bool:
    return "multipart/form-data" in operation.get("requestBody", {}).get("content", {})


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description names the token."""

    target_class = "helpdesk.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from the admin: Developers → API tokens.",
        }
