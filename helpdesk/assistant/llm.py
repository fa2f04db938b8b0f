"""Port: a prompt to a model, its whole text back, or ``ModelUnavailable``."""

import time
from dataclasses import dataclass

from django.conf import settings

from helpdesk.assistant.backends import openai_compatible, scripted
from helpdesk.assistant.backends.contract import (
    Completion,
    Endpoint,
    Hear,
    ModelUnavailable,
    Prompt,
    Refused,
    Unusable,
    Usage,
)
from helpdesk.assistant.backends.scripted import acting
from helpdesk.assistant.models import AssistantSettings
from tenants.context import current_schema

__all__ = [
    "Completion",
    "Endpoint",
    "Hear",
    "ModelUnavailable",
    "Prompt",
    "Refused",
    "Unusable",
    "Usage",
    "acting",
    "ask",
    "endpoint_of",
]

SCRIPTED = "scripted:"
# A second try is worth waiting for only if the model then has so long to answer.
LEAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A completion and how long it took."""

    completion: Completion
    milliseconds: int


def endpoint_of(tenant: AssistantSettings) -> Endpoint | None:
    """The tenant's own model, else the operator's, else None: answers are then extractive."""
    if tenant.base_url and tenant.model:
        return Endpoint(
            tenant.base_url,
            tenant.model,
            tenant.api_key,
            owner=current_schema(),
            is_trusted=settings.LLM_PRIVATE_ADDRESSES,
        )
    if settings.LLM_BASE_URL and settings.LLM_MODEL:
        return Endpoint(
            settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY, is_trusted=True
        )
    return None


def ask(
    prompt: Prompt, endpoint: Endpoint, *, seconds: float, hear: Hear = lambda _text: None
) -> Reply:
    """The model's whole answer within ``seconds``. Raises ``ModelUnavailable``.

    ``hear`` gets what the model says while it goes on. Who turns us away before the model began
    is asked a second time, if the wait it asks for leaves time for an answer. Takes seconds:
    never call it inside a transaction.
    """
    began = time.monotonic()
    try:
        completion = _once(prompt, endpoint, began + seconds, hear)
    except Refused as refusal:
        left = began + seconds - time.monotonic()
        if refusal.again_in is None or refusal.again_in > left - LEAST_SECONDS:
            raise
        time.sleep(refusal.again_in)
        completion = _once(prompt, endpoint, began + seconds, hear)
    return Reply(completion, round((time.monotonic() - began) * 1000))


def _once(prompt: Prompt, endpoint: Endpoint, until: float, hear: Hear) -> Completion:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise Refused("No time is left to ask the model.")
    is_scripted = endpoint.base_url == SCRIPTED
    complete = scripted.complete if is_scripted else openai_compatible.complete
    return complete(prompt, endpoint, seconds, hear)
