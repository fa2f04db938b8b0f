"""What must never be written, and the few places where each of it has its reason.

Ruff's S rules (bandit's) look for the rest: exec, eval, pickle, yaml.load, shells, TLS without
verification, weak hashes. tests/test_forbidden.py plants one of each.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

Finding = str

# rule → the modules that may break it. A path ending in a slash means the folder.
PLACES: dict[str, tuple[str, ...]] = {
    "sql from pieces": (),
    "raw sql through the orm": (),
    "safe html": ("knowledge/rendering.py", "helpdesk/markup.py"),
    "no csrf": ("helpdesk/widget/cors.py",),
    "http client": (
        "helpdesk/assistant/backends/",
        "knowledge/sources/fetching.py",
        "embedded/",
    ),
    "unpickling": (),
    "memory of rows": (),
    "thread": (
        "tenants/context.py",
        "tenants/work/leases.py",
        "tenants/work/listening.py",
        "helpdesk/assistant/backends/",
        "helpdesk/assistant/personal_data/recognising.py",  # reads a text, knows no tenant
        "embedded/",
    ),
    "task of the loop": (
        "helpdesk/live/",
        "helpdesk/conversations/pages.py",
        "helpdesk/conversations/together.py",
        "helpdesk/pages.py",
        "helpdesk/web.py",
        "helpdesk/inbox/consumers.py",
        "helpdesk/widget/",
        "helpdesk/conversations/heads.py",
        "tenants/serving.py",
        "tenants/database/",
    ),
    "signature": ("tenants/signing.py",),
    "shell": (),
}
_CLIENTS = {"requests", "httpx", "httpx2", "httpcore2", "aiohttp", "urllib3", "urllib.request",
            "http.client"}  # fmt: skip
_PICKLES = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
_SIGNERS = {"Signer", "TimestampSigner", "signing.dumps", "signing.loads", "signing.Signer",
            "signing.TimestampSigner"}  # fmt: skip
_SAFE = {"mark_safe", "SafeString", "SafeText", "Markup"}
_QUERIES = re.compile(r"\.objects\b|\bconnection\b|\bdirect\.|\.cursor\(|Settings\.current\(")
_EXECUTES = ("execute", "executemany", "fetch", "fetch_prepared", "afetch", "raw")


@dataclass(frozen=True, slots=True)
class _Breach:
    rule: str
    line: int
    words: str


def findings(path: str, text: str) -> Iterator[Finding]:
    """What a module does that only others may, one sentence each."""
    for node in ast.walk(ast.parse(text)):
        for breach in _breaches(node):
            if not path.startswith(PLACES[breach.rule] or ("\0",)):
                yield f"{path}:{breach.line} {breach.rule}: {breach.words}"


def template_findings(path: str, text: str) -> Iterator[Finding]:
    """Text that a template would print as markup."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off|\{%-?\s*filter\s+safe", line):
            yield f"{path}:{number} safe html: only knowledge.rendering makes safe HTML"


def _breaches(node: ast.AST) -> Iterator[_Breach]:
    if isinstance(node, ast.Call):
        yield from _call(node)
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _import(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _function(node)


def _call(node: ast.Call) -> Iterator[_Breach]:
    called = ast.unparse(node.func)
    verb = called.rpartition(".")[2]
    if verb in _EXECUTES and node.args and _is_pieced_together(node.args[0]):
        yield _Breach("sql from pieces", node.lineno, "give values as parameters, names as sql.SQL")
    if verb in ("extra", "RawSQL") or called.endswith("objects.raw"):
        yield _Breach("raw sql through the orm", node.lineno, f"{called}: use the ORM")
    if verb in _SAFE and not isinstance(node.args[0] if node.args else None, ast.Constant):
        yield _Breach(
            "safe html",
            node.lineno,
            "write with helpdesk.markup; only it and knowledge.rendering make safe HTML",
        )
    if called in _SIGNERS:
        yield _Breach("signature", node.lineno, "sign through tenants.signing: it names the tenant")
    yield from _running(node, called)


def _running(node: ast.Call, called: str) -> Iterator[_Breach]:
    given = {word.arg: ast.unparse(word.value) for word in node.keywords}
    is_thread = called == "threading.Thread" or (called == "Thread" and "target" in given)
    if is_thread or given.get("thread_sensitive") == "False":
        yield _Breach("thread", node.lineno, "use tenants.context.in_thread: it binds the tenant")
    if called.endswith(("create_task", "ensure_future", "run_in_executor")):
        yield _Breach("task of the loop", node.lineno, "what outlives its caller keeps connections")
    if given.get("shell") == "True" or called in ("os.system", "os.popen"):
        yield _Breach("shell", node.lineno, "give the program its arguments as a list")


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[_Breach]:
    if isinstance(node, ast.Import):
        names = {alias.name for alias in node.names}
    else:
        names = {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    if "django.views.decorators.csrf.csrf_exempt" in names:
        yield _Breach("no csrf", node.lineno, "open a view to other sites' pages by for_pages")
    if names & _CLIENTS:
        yield _Breach("http client", node.lineno, "speak to the outside through its port")
    if names & _PICKLES:
        yield _Breach("unpickling", node.lineno, "reading it runs what somebody wrote; use JSON")


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[_Breach]:
    decorators = {ast.unparse(one).partition("(")[0] for one in node.decorator_list}
    kept = decorators & {"lru_cache", "functools.lru_cache", "cache", "functools.cache"}
    if kept and _QUERIES.search(ast.unparse(node)):
        yield _Breach("memory of rows", node.lineno, "one tenant's rows would be another's answer")


def _is_pieced_together(argument: ast.expr) -> bool:
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Mod | ast.Add):
        return True
    formats = isinstance(argument, ast.Call) and ast.unparse(argument.func).endswith(".format")
    return formats and not ast.unparse(argument).startswith("sql.SQL(")
