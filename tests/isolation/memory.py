"""What a process remembers between two requests: the places where tenants could meet by accident.

By convention a name in capitals is a constant and is never written; everything else at the level
of a module that can hold something is a surface. So is every ``lru_cache``.
"""

import ast
import functools
import gc
import inspect
from collections.abc import Iterable, Iterator, MutableMapping, MutableSequence, MutableSet
from concurrent.futures import Executor
from contextvars import ContextVar
from types import ModuleType

_HOLDS = (MutableMapping, MutableSequence, MutableSet, ContextVar, Executor)
# Django's own shape of a URL conf: read once, never written.
_FRAMEWORK = {"urlpatterns", "socket_urlpatterns"}
_CACHE = functools._lru_cache_wrapper


def places(modules: Iterable[ModuleType]) -> set[str]:
    """``tenants.hosts._remembered`` and the like."""
    return {place for module in modules for place, _ in _in(module)}


def contents(modules: Iterable[ModuleType]) -> dict[str, str]:
    """Place → everything that it holds now, as text."""
    return {place: _text(value) for module in modules for place, value in _in(module)}


def _in(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in list(vars(module).items()):
        if _is_place(module, name, value):
            yield f"{module.__name__}.{name}", value


def _is_place(module: ModuleType, name: str, value: object) -> bool:
    if isinstance(value, _CACHE):
        return value.__module__ == module.__name__
    if name.startswith("__") or name in _FRAMEWORK or name.strip("_").isupper():
        return False
    return isinstance(value, _HOLDS) and name in _assigned(module)


@functools.lru_cache(maxsize=1000)
def _assigned(module: ModuleType) -> frozenset[str]:
    """Names that the module makes itself, in place of importing them."""
    tree = ast.parse(inspect.getsource(module)) if module.__file__ else ast.Module([], [])
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return frozenset(ast.unparse(target) for target in targets)


def _text(value: object) -> str:
    """A cache's entries hang at the wrapper, where only the collector of garbage finds them."""
    if isinstance(value, _CACHE):
        return repr([held for held in gc.get_referents(value) if isinstance(held, dict)])
    if isinstance(value, MutableMapping):
        return repr(list(value.items()))
    return repr(list(value)) if isinstance(value, MutableSequence | MutableSet) else ""
