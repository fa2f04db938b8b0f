"""Markdown files, with YAML front matter or with the title as their first heading."""

import re
from typing import Any

import yaml

from knowledge.sources.problems import BadSource

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"\s*#[ \t]+([^\n]+?)[ \t#]*(?:\n|\Z)")


def read(text: str, *, name: str) -> dict[str, Any]:
    """The article in one file, as ``documents.document`` takes it.

    ``name`` is its id when the front matter gives none. Raises ``BadSource``.
    """
    text = text.replace("\r\n", "\n")
    if text.startswith("---\n"):
        values, body = _front_matter(text)
        return {"id": name, **values, "body": body}
    heading = _TITLE.match(text)
    if heading is None:
        raise BadSource("title is missing: begin with front matter or with '# Title'")
    return {"id": name, "title": heading[1], "body": text[heading.end() :]}


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        raise BadSource("broken front matter: the closing --- is missing")
    try:
        values = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError) as error:
        raise BadSource(f"broken front matter: {_where(error)}") from None
    if not isinstance(values, dict):
        raise BadSource("broken front matter: it is not a list of 'key: value' lines")
    return {str(key): value for key, value in values.items()}, text[found.end() :].lstrip("\n")


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    # The mark counts from 0 and behind the opening line.
    return f"line {mark.line + 2}: {problem}" if mark else problem
