"""Read what an endpoint sends, event by event, and believe nothing of it.

A stream may end early and look whole, an event may be no JSON, JSON may have any shape. An answer
is what ended with the finish reason "stop", and nothing else is.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson

from helpdesk.assistant.backends.contract import Completion, ModelUnavailable, Unusable, Usage

# Far above any answer we ask for; a runaway endpoint must not fill the worker's memory.
MAX_CHARACTERS = 20_000


class WrongShape(ModelUnavailable):
    """JSON, but nothing that OpenAI's chat protocol knows."""

    def __init__(self, found: object) -> None:
        super().__init__(f"Not an answer of a chat model: {str(found)[:100]}")


def parsed(text: str | bytes) -> dict[str, Any]:
    """A JSON object. Raises ``ModelUnavailable`` for anything else, and for a reported error."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ModelUnavailable("What came is not JSON.") from None
    if not isinstance(found, dict):
        raise WrongShape(found)
    if error := found.get("error"):
        raise ModelUnavailable(f"The endpoint reports: {str(error)[:150]}")
    return found


@dataclass
class Reading:
    """An answer as it comes in."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    reason: str | None = None
    usage: Usage | None = None

    def take(self, event: dict[str, Any], said_in: str) -> str:
        """Take in an event or a whole answer; ``said_in``: "delta" or "message".

        Returns what was said. Raises ``ModelUnavailable`` as soon as no answer can come of it.
        """
        self.usage = _usage(event.get("usage")) or self.usage
        match event.get("choices"):
            case [dict(choice), *_]:
                return self._choice(choice, said_in)
            case [] if said_in == "delta":  # the usage comes after the last choice
                return ""
        raise WrongShape(event)

    def completion(self) -> Completion:
        """The whole answer. Raises ``ModelUnavailable`` if the model did not end it itself."""
        if self.reason is None:
            raise ModelUnavailable("The answer was cut off.")
        if self.reason != "stop":
            problem = f"The answer was cut short (finish reason: {self.reason[:40]})."
            raise Unusable(problem, self.usage)
        if not (text := "".join(self.parts).strip()):
            raise Unusable("The answer is empty.", self.usage)
        return Completion(text, self.usage)

    def _choice(self, choice: dict[str, Any], said_in: str) -> str:
        match choice:
            case {"finish_reason": str(reason)}:
                self.reason = reason
        match choice.get(said_in):
            case {"tool_calls": [_, *_]}:
                raise Unusable("The model asks for tools, and was given none.")
            case {"content": str(text)}:
                return self._said(text)
            case dict(message) if message.get("content") is None:
                return ""
        raise WrongShape(choice)

    def _said(self, text: str) -> str:
        self.parts.append(text)
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise ModelUnavailable("The answer does not end.")
        return text


def _usage(found: object) -> Usage | None:
    match found:
        case {"prompt_tokens": int(told), "completion_tokens": int(said)} if min(told, said) >= 0:
            return Usage(told, said)
    return None
