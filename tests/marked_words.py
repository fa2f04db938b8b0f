"""Which sentences are marked for translation: in templates, in code, in scripts.

Django's own tool needs a system's gettext; what is looked for here is small enough for its parts:
``templatize`` for templates, ``ast`` for code, a pattern for scripts.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
APPS = ("helpdesk", "escalation", "tenants", "knowledge")
# The admin is in English, and the words of Unfold's own templates are Unfold's.
FOREIGN = ("templates/unfold/", "templates/escalation/")

_ONE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_MANY = {"ngettext", "ngettext_lazy"}
_TEMPLATE = re.compile(r"\s(?:n?gettext|_)\(")
_SCRIPT = re.compile(r"""(?<![\w.$])say\(\s*("(?:[^"\\]|\\.)*"|`[^`]*`)""")

# The singular alone, or with its plural: what a catalogue is asked for.
Marked = tuple[str, ...]


def in_templates() -> Iterator[tuple[Path, Marked]]:
    for path in _files("templates", "*.html", "*.txt"):
        yield from ((path, one) for one in _in_template(path))


def in_code() -> Iterator[tuple[Path, Marked]]:
    for app in APPS:
        for path in _files(app, "*.py"):
            source = path.read_text()
            if "gettext" in source:
                yield from ((path, one) for one in _in_module(ast.parse(source)))


def in_scripts() -> Iterator[tuple[Path, Marked]]:
    for path in _files("helpdesk", "*.js"):
        source = path.read_text()
        found = _SCRIPT.findall(source) if '/say.js"' in source else []
        yield from ((path, (ast.literal_eval(one),)) for one in found)


def _files(folder: str, *patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted((ROOT / folder).rglob(pattern)):
            if not str(path.relative_to(ROOT)).startswith(FOREIGN):
                yield path


def _in_template(path: Path) -> Iterator[Marked]:
    shown = templatize(path.read_text(), origin=str(path))
    for match in _TEMPLATE.finditer(shown):
        call = _call_at(shown, match.end())
        texts = [ast.literal_eval(node) for node in call.args if isinstance(node, ast.Constant)]
        yield tuple(texts)


def _call_at(shown: str, start: int) -> ast.Call:
    """The arguments from ``start`` to the bracket that closes them."""
    end = start
    while True:
        end = shown.index(")", end) + 1
        try:
            parsed = ast.parse(f"f({shown[start:end]}", mode="eval").body
        except SyntaxError:
            continue
        assert isinstance(parsed, ast.Call)
        return parsed


def _in_module(tree: ast.Module) -> Iterator[Marked]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            taken = {**dict.fromkeys(_ONE, 1), **dict.fromkeys(_MANY, 2)}.get(node.func.id, 0)
            texts = [one.value for one in node.args[:taken] if isinstance(one, ast.Constant)]
            if texts and all(isinstance(one, str) for one in texts):
                yield tuple(str(one) for one in texts)
