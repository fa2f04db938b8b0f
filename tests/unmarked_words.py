"""Sentences of the inbox that no mark lets pass through gettext: what an agent reads in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.marked_words import ROOT

# Whose screens agents read. What the admin, the help centre and the widget say is their own.
SCREENS = ("inbox", "filing", "composing", "notifying", "copilot")
PAGES = ("base.html", "400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")
# Names, and what is the same everywhere.
SAME = {"Handrail", "UTC", "Ctrl", "Enter", "Esc", "Alt", "Shift", "Cmd"}

# Not on a screen of agents: the admin's, and what is said to customers or to a model.
_OTHERS = {"admin.py", "models.py", "apps.py", "prompts.py", "wording.py"}

_GETTEXT = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "_"}
# What is said to nobody, or in the words of a machine.
_UNHEARD = {"Http404", "DoesNotExist", "BadToken", "Limit", "RuntimeError", "ValueError"}

_TOKEN = re.compile(
    r"(\{% (?:blocktranslate|blocktrans)\b.*?%\}.*?\{% end(?:blocktranslate|blocktrans) %\}"
    r"|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
    r"|<[/a-zA-Z!](?:\{%.*?%\}|\{\{.*?\}\}|[^>])*?>)",
    re.DOTALL,
)
_READ_ALOUD = re.compile(
    r"\s(?:aria-label|title|placeholder|data-placeholder[\w-]*|hx-confirm|data-confirm|alt|data-command)"
    r'="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"',
    re.DOTALL,
)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TRANSLATED = re.compile(
    r"\{% (?:blocktranslate|blocktrans)\b.*?%\}.*?\{% end(?:blocktranslate|blocktrans) %\}",
    re.DOTALL,
)
_CLASS = re.compile(r"\{% block body_class %\}.*?\{% endblock body_class %\}")
_BARE_DEFAULT = re.compile(r'\|default(?:_if_none)?:"([^"]*[^\W\d_]{2,}[^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"^[“]?[A-Z][^\W\d_]*[ ,:].*[a-z]{2}")
_NO_SENTENCE = re.compile(r"[<>{}=|]|^\w+/|SELECT |FROM |WHERE |AND |ORDER ")
_SCRIPT_STRING = re.compile(r"""(say\(\s*)?("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)""")
_SCRIPT_COMMENT = re.compile(r"^\s*//.*$|\s//\s.*$", re.MULTILINE)
_SAID_ALOUD = re.compile(r'^["`][“]?[A-Z][^\W\d_]*[ ,:.…?!]')


def in_templates() -> Iterator[str]:
    paths = [ROOT / "templates" / name for name in PAGES]
    for screen in SCREENS:
        paths += sorted((ROOT / "templates" / screen).rglob("*.html"))
    for path in paths:
        yield from (f"{path.relative_to(ROOT)}: {one}" for one in of_template(path.read_text()))


def in_scripts() -> Iterator[str]:
    for path in _of_screens("*.js"):
        yield from (f"{path.relative_to(ROOT)}: {one}" for one in of_script(path.read_text()))


def in_code() -> Iterator[str]:
    for path in _of_screens("*.py"):
        if "migrations" not in path.parts and path.name not in _OTHERS:
            yield from (f"{path.relative_to(ROOT)}: {one}" for one in of_code(path.read_text()))


def _of_screens(pattern: str) -> Iterator[Path]:
    for screen in SCREENS:
        yield from sorted((ROOT / "helpdesk" / screen).rglob(pattern))


def of_template(text: str) -> Iterator[str]:
    """What stands between tags, and in attributes that are read aloud."""
    silent = False
    for token in _TOKEN.split(_CLASS.sub("", text)):
        if token.startswith("<"):
            silent = token.startswith(("<kbd", "<code", "<script", "<style"))
            for value in _READ_ALOUD.findall(token):
                yield from _bare(_TAG.sub("", _TRANSLATED.sub("", value)))
        elif token.startswith("{{"):
            yield from _BARE_DEFAULT.findall(token)
        elif not token.startswith("{") and not silent:
            yield from _bare(token)


def _bare(text: str) -> Iterator[str]:
    words = [word for word in _WORD.findall(re.sub(r"&\w+;", "", text)) if word not in SAME]
    if words:
        yield " ".join(text.split())


def of_script(text: str) -> Iterator[str]:
    for said, string in _SCRIPT_STRING.findall(_SCRIPT_COMMENT.sub("", text)):
        if not said and _SAID_ALOUD.match(string):
            yield string


def of_code(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    unread = set(_unread(tree))
    for node in ast.walk(tree):
        if id(node) not in unread and (words := _words(node)) and _is_sentence(words):
            yield words


def _unread(tree: ast.Module) -> Iterator[int]:
    """Docstrings, what is marked, and what only a log or a machine reads; with all within."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield from _all_of(body[0].value)
        if isinstance(node, ast.Call) and _is_unread(node.func):
            yield from _all_of(node)
        if isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)


def _all_of(node: ast.AST) -> Iterator[int]:
    yield from (id(one) for one in ast.walk(node))


def _is_unread(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    logged = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "logger"
    return name in _GETTEXT or name in _UNHEARD or logged


def _words(node: ast.AST) -> str:
    """The text of a string; of one with places in it, what stands around them."""
    if isinstance(node, ast.JoinedStr):
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return "…".join(str(text) for text in texts)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_sentence(words: str) -> bool:
    return bool(_SENTENCE.match(words)) and not _NO_SENTENCE.search(words)
