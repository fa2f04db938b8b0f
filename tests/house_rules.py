"""The rules of the house that no linter knows, as functions from a file's text to findings."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

Finding = str

MAX_FILE = 300
MAX_FUNCTION = 30
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "misc", "manager"}
# Where asynchronous code may stand: the doors, the live fan-out, and what these await.
ASYNC_PLACES = (
    "helpdesk/assistant/backends/",
    "helpdesk/bodies.py",
    "helpdesk/pages.py",
    "helpdesk/console/authorship.py",
    "helpdesk/downloads/",
    "helpdesk/inbox/",
    "helpdesk/live/",
    "helpdesk/widget/",
    "helpdesk/headers.py",
    "helpdesk/health.py",
    "helpdesk/web.py",
    "helpdesk/static_files.py",
    "helpdesk/too_fast.py",
    "helpdesk/conversations/messaging.py",
    "helpdesk/conversations/heads.py",
    "helpdesk/conversations/log.py",
    "helpdesk/conversations/pages.py",
    "helpdesk/conversations/together.py",
    "tenants/context.py",
    "tenants/counting.py",
    "tenants/limits.py",
    "tenants/lingering.py",
    "tenants/serving.py",
    "tenants/asgi.py",
    "tenants/middleware.py",
    "tenants/proxies.py",
    "tenants/requests.py",
    "tenants/shares.py",
    "tenants/database/",
    "embedded/",
)
# (attribute or model, modules that may write it). The demo writes history, not events.
WRITERS = {
    "Message": ("helpdesk/conversations/messaging.py", "helpdesk/demo/"),
    "Attachment": ("helpdesk/conversations/attaching.py",),
    "Handoff": ("helpdesk/conversations/lifecycle.py", "helpdesk/demo/"),
    "Passage": ("knowledge/indexing.py",),
    "Job": ("tenants/work/",),
}
# How work is registered (tenants.work.outbox).
WAYS = ("handles", "thinks", "sends")
CREATES = {"create", "bulk_create", "get_or_create", "update_or_create"}


def python_findings(path: str, text: str) -> Iterator[Finding]:
    """What is wrong with a Python module, one sentence each."""
    tree = ast.parse(text)
    yield from _module(path, text, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(path, node)
        if isinstance(node, ast.Call):
            yield from _call(path, node)
        if isinstance(node, ast.Assign):
            yield from _assignment(path, node)


def template_findings(path: str, text: str) -> Iterator[Finding]:
    """Anything that a strict Content-Security-Policy would refuse."""
    if re.search(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")[^>]*>", text):
        yield f"{path}: an inline script; put it into a static module"
    if re.search(r"<style\b|\sstyle=", text):
        yield f"{path}: inline style; put it into a stylesheet"
    if re.search(r"\son[a-z]+=\"", text):
        yield f"{path}: an inline event handler; listen in a static module"
    yield from _size(path, text)


def script_findings(path: str, text: str) -> Iterator[Finding]:
    """Markup from strings is how one tenant's text would run on another's page."""
    if re.search(r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|\beval\(", text):
        yield f"{path}: markup or code from a string; build nodes instead"
    yield from _size(path, text)


def migration_findings(path: str) -> Iterator[Finding]:
    name = PurePosixPath(path).stem
    if not re.fullmatch(r"\d{4}_[a-z0-9]+(_[a-z0-9]+)+", name) or "_auto_" in name:
        yield f"{path}: name a migration by a sentence"


def _module(path: str, text: str, tree: ast.Module) -> Iterator[Finding]:
    if text.strip() and not ast.get_docstring(tree):
        yield f"{path}: no sentence opens the module"
    if FORBIDDEN_NAMES & set(PurePosixPath(path).with_suffix("").parts):
        yield f"{path}: name the module for what it does"
    yield from _size(path, text)


def _size(path: str, text: str) -> Iterator[Finding]:
    lines = text.count("\n")
    if lines > MAX_FILE:
        yield f"{path}: {lines} lines; find the missing concept"


def _function(path: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    lines = function_lines(node)
    if lines > MAX_FUNCTION:
        yield f"{path}:{node.lineno} {node.name}: {lines} lines; find the missing concept"
    if isinstance(node, ast.AsyncFunctionDef) and not _may_be_async(path):
        yield f"{path}:{node.lineno} {node.name}: asynchronous code outside a door"
    if _is_task(node) and len(_body(node)) > 2:
        yield f"{path}:{node.lineno} {node.name}: a task loads and calls one verb"


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) else node.body


def _may_be_async(path: str) -> bool:
    return path.startswith((*ASYNC_PLACES, "tests/", "bench/"))


def _is_task(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}
    return bool(
        names & {"shared_task", *(f"{room}{way}" for room in ("", "outbox.") for way in WAYS)}
    )


def _call(path: str, node: ast.Call) -> Iterator[Finding]:
    called = ast.unparse(node.func)
    if called.endswith((".delay", ".apply_async")) and not path.startswith("tenants/work/"):
        yield f"{path}:{node.lineno} {called}: owe work through tenants.work.outbox.enqueue"
    model, _, verb = called.partition(".objects.")
    if model in WRITERS and verb in CREATES and not path.startswith((*WRITERS[model], "tests/")):
        yield f"{path}:{node.lineno} {called}: only {WRITERS[model][0]} writes a {model}"


def _assignment(path: str, node: ast.Assign) -> Iterator[Finding]:
    for target in node.targets:
        written = ast.unparse(target)
        if written in STATUSES and not path.startswith(
            (STATUSES[written], "tests/", "helpdesk/demo/")
        ):
            yield f"{path}:{node.lineno} {written}: only {STATUSES[written]} writes it"


STATUSES = {
    "conversation.status": "helpdesk/conversations/moving.py",
    "conversation.fence": "helpdesk/conversations/moving.py",
    "conversation.assignee": "helpdesk/conversations/moving.py",
    "conversation.team": "helpdesk/conversations/moving.py",
    "conversation.priority": "helpdesk/conversations/lifecycle.py",
    "article.status": "knowledge/publishing.py",
}
