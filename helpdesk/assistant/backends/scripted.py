"""A model whose answers are written down beforehand, for tests without a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpdesk.assistant.backends.contract import Completion, Endpoint, Hear, Prompt, Usage

Script = Callable[[Prompt], str]

ENDPOINT = Endpoint(base_url="scripted:", model="scripted", is_trusted=True)

_scripts: list[Script] = []


@contextmanager
def acting(script: Script) -> Iterator[None]:
    """Answer every prompt by ``script`` inside the block."""
    _scripts.append(script)
    try:
        yield
    finally:
        _scripts.pop()


def complete(prompt: Prompt, _endpoint: Endpoint, _seconds: float, hear: Hear) -> Completion:
    """What the innermost script says; it may raise ``ModelUnavailable`` as any backend does."""
    text = _scripts[-1](prompt)
    hear(text)
    return Completion(text, Usage(len(prompt.user.split()), len(text.split())))
