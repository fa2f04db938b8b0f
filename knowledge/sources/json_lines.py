"""JSON lines: ``{"id", "title", "body", "collection"?}``, one article a line."""

import json
from typing import Any

from knowledge.sources.problems import BadSource


def read(line: str) -> dict[str, Any]:
    """The article in one line, as ``documents.document`` takes it. Raises ``BadSource``."""
    try:
        values = json.loads(line)
    except ValueError as error:
        raise BadSource(f"broken JSON: {error}") from None
    except RecursionError:
        raise BadSource("broken JSON: nested too deeply") from None
    if not isinstance(values, dict):
        raise BadSource("broken JSON: a line must be an object with id, title and body")
    return {str(key): value for key, value in values.items()}
