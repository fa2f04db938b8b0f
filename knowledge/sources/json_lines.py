"""JSON lines: ``{"id", "title", "body", "collection"?}``, one article a line."""

import json

from knowledge.sources.documents import BadSource, Document, document


def read(line: str) -> Document:
    """The article in one line. Raises ``BadSource``."""
    try:
        values = json.loads(line)
    except ValueError as error:
        raise BadSource(f"broken JSON: {error}") from None
    except RecursionError:
        raise BadSource("broken JSON: nested too deeply") from None
    if not isinstance(values, dict):
        raise BadSource("broken JSON: a line must be an object with id, title and body")
    return document(values)
