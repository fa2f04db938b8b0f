"""A model whose answers are written down beforehand, for tests without a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpdesk.assistant.backends.contract import Completion, Endpoint, Prompt

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


def complete(prompt: Prompt, _endpoint: Endpoint, _seconds: float) -> Completion:
    """What the innermost script says; it may raise ``ModelUnavailable`` as any backend does."""
    return Completion(_scripts[-1](prompt), tokens=len(prompt.user.split()))
