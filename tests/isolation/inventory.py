"""Every surface of the running application: where a tenant's data may come in, rest or leave.

Nothing here is a list kept by hand. Addresses come from the resolver, frames from the consumers,
topics from the outbox's registry, tables from the catalogue, and so on; what nobody has classified
in ``surfaces.toml`` fails a test before it can leak.
"""

import ast
import gc
import inspect
import logging
import pkgutil
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.management import get_commands

from helpdesk.celery import app as celery
from helpdesk.console.platform import platform_site
from helpdesk.sockets import socket_urlpatterns
from helpdesk.widget.actions import ACTIONS
from tenants.work import outbox
from tests.addresses import all_patterns
from tests.isolation import catalogue, memory

OURS = ("tenants", "knowledge", "escalation", "helpdesk")
# Ways out of the process. A module that holds one of these can send a tenant's bytes away.
NETWORK = (
    *(
        "aiohttp",
        "http.client",
        "httpx",
        "httpcore2",
        "httpx2",
        "openai",
        "redis",
        "requests",
        "smtplib",
    ),
    *("socket", "subprocess", "urllib.request", "django.core.mail"),
)
# The pages that Django's admin makes for every model: one surface together.
_PAGES = ("", "add/", *(f"<object_id>/{page}" for page in ("", "change/", "delete/", "history/")))


def inventory() -> dict[str, set[str]]:
    """Kind of surface → names. Needs a database with at least one tenant."""
    modules()  # receivers and handlers register when their module is loaded
    return {kind: set(look()) for kind, look in _KINDS.items()}


def modules() -> Sequence[ModuleType]:
    """Every module of ours, whether or not something has asked for it yet."""
    return _loaded()


@cache
def _loaded() -> Sequence[ModuleType]:
    """Looked for once: each scan asks."""
    return tuple(_walked())


def _walked() -> Iterator[ModuleType]:
    for package in OURS:
        yield import_module(package)
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" not in found.name:
                yield import_module(found.name)


def _addresses() -> set[str]:
    return all_patterns("helpdesk.urls") - set(_pages_of(admin.site, "admin"))


def _platform_addresses() -> set[str]:
    return all_patterns("helpdesk.public_urls") - set(_pages_of(platform_site, "platform"))


def _pages_of(site: admin.AdminSite, prefix: str) -> Iterator[str]:
    for model in site._registry:
        place = f"{prefix}/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (place + page for page in _PAGES)


def _registered(site: admin.AdminSite) -> Iterator[str]:
    return (model._meta.label for model in site._registry)


def _sockets() -> Iterator[str]:
    return (str(entry.pattern) for entry in socket_urlpatterns)


def _frames() -> Iterator[str]:
    """``ws/widget send``: what each consumer understands, and each action of the widget's."""
    for entry in socket_urlpatterns:
        consumer: Any = entry.callback.consumer_class
        for kind in frames_of(consumer):
            yield f"{entry.pattern} {kind}"
    yield from (f"ws/widget do {action}" for action in ACTIONS)


def frames_of(consumer: type) -> set[str]:
    """Frame types in a consumer's source: compared, matched, or keys of its handlers' table."""
    source = inspect.getsource(sys.modules[consumer.__module__])
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        found |= _compared(node) | _matched(node) | _handled(node)
    return found


def _compared(node: ast.AST) -> set[str]:
    """``frame.type == "ping"``."""
    if isinstance(node, ast.Compare) and ast.unparse(node.left) == "frame.type":
        return _words(node.comparators)
    return set()


def _matched(node: ast.AST) -> set[str]:
    """``case {"type": "ping"}``."""
    if not isinstance(node, ast.MatchMapping):
        return set()
    pairs = zip(node.keys, node.patterns, strict=True)
    kinds = [pattern for key, pattern in pairs if ast.unparse(key) == "'type'"]
    return _words([kind.value for kind in kinds if isinstance(kind, ast.MatchValue)])


def _handled(node: ast.AST) -> set[str]:
    """``{"send": self._send}``."""
    if isinstance(node, ast.Dict) and all(
        isinstance(value, ast.Attribute) and ast.unparse(value.value) == "self"
        for value in node.values
    ):
        return _words([key for key in node.keys if key is not None])
    return set()


def _words(nodes: list[ast.expr]) -> set[str]:
    return {str(node.value) for node in nodes if isinstance(node, ast.Constant)}


def _promises() -> Iterator[str]:
    return (promise.topic for promise in outbox.promises())


def _commands() -> Iterator[str]:
    owners = get_commands()
    return (name for name, app in owners.items() if str(app).partition(".")[0] in OURS)


def _receivers() -> Iterator[str]:
    """Functions of ours that listen to any signal, Django's, Celery's or our own."""
    gc.unfreeze()  # what was set aside is not told
    signals = [one for one in gc.get_objects() if type(one).__name__ == "Signal"]
    gc.freeze()
    for signal in signals:
        for entry in getattr(signal, "receivers", None) or []:
            function: Any = entry[1]() if isinstance(entry[1], weakref.ref) else entry[1]
            module = getattr(function, "__module__", "") or ""
            if module.partition(".")[0] in OURS:
                yield f"{module}.{function.__qualname__}"


def _handlers() -> Iterator[str]:
    """Where log lines go: handlers that the settings name, and any that a logger of ours has."""
    named: Any = settings.LOGGING["handlers"]
    yield from named
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] in OURS:
            yield from (f"{name} {handler!r}" for handler in logging.getLogger(name).handlers)


def _outgoing() -> Iterator[str]:
    """Modules that hold a way out of the process, or something that lives in one."""
    for module in modules():
        for value in vars(module).values():
            home = value.__name__ if isinstance(value, ModuleType) else _home(value)
            if way := next((way for way in NETWORK if f"{home}.".startswith(f"{way}.")), ""):
                yield f"{module.__name__} → {way}"


def _home(value: object) -> str:
    """Where a function or class lives; an exception that one catches is no way out."""
    if not callable(value) or (isinstance(value, type) and issubclass(value, BaseException)):
        return ""
    return str(getattr(value, "__module__", "") or "")


_KINDS: dict[str, Callable[[], Any]] = {
    "addresses": _addresses,
    "admin": lambda: _registered(admin.site),
    "platform": _platform_addresses,
    "platform_admin": lambda: _registered(platform_site),
    "sockets": _sockets,
    "frames": _frames,
    "tasks": lambda: celery.tasks,
    "beat": lambda: settings.CELERY_BEAT_SCHEDULE,
    "topics": lambda: (work.topic for work in outbox.works()),
    "promises": _promises,
    "commands": _commands,
    "receivers": _receivers,
    "tables": catalogue.tables,
    "databases": lambda: settings.DATABASES,
    "caches": lambda: settings.CACHES,
    "storages": lambda: settings.STORAGES,
    "log_handlers": _handlers,
    "outgoing": _outgoing,
    "memory": lambda: memory.places(modules()),
}
