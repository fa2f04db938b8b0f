"""Port: a prompt to a model, its whole text back, or ``ModelUnavailable``."""

import time
from dataclasses import dataclass

from django.conf import settings

from helpdesk.assistant.backends import openai_compatible, scripted
from helpdesk.assistant.backends.contract import Completion, Endpoint, ModelUnavailable, Prompt
from helpdesk.assistant.models import AssistantSettings

__all__ = ["Completion", "Endpoint", "ModelUnavailable", "Prompt", "ask", "endpoint_of"]

SCRIPTED = "scripted:"


@dataclass(frozen=True, slots=True)
class Reply:
    """A completion and how long it took."""

    completion: Completion
    milliseconds: int


def endpoint_of(tenant: AssistantSettings) -> Endpoint | None:
    """The tenant's own model, else the operator's, else None: answers are then extractive."""
    if tenant.base_url and tenant.model:
        trusted = settings.LLM_PRIVATE_ADDRESSES
        return Endpoint(tenant.base_url, tenant.model, tenant.api_key, is_trusted=trusted)
    if settings.LLM_BASE_URL and settings.LLM_MODEL:
        return Endpoint(
            settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY, is_trusted=True
        )
    return None


def ask(prompt: Prompt, endpoint: Endpoint, *, seconds: float) -> Reply:
    """The model's whole answer within ``seconds``. Raises ``ModelUnavailable``.

    Takes seconds: never call it inside a transaction.
    """
    if seconds <= 0:
        raise ModelUnavailable("No time is left to ask the model.")
    began = time.monotonic()
    backend = scripted if endpoint.base_url == SCRIPTED else openai_compatible
    completion = backend.complete(prompt, endpoint, seconds)
    return Reply(completion, round((time.monotonic() - began) * 1000))
