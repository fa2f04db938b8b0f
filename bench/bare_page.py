"""The floor of a page: an ASGI application that answers with what one statement returns.

No log-in, no tenant, no template. ``BENCH_STATEMENTS`` is a JSON object of path and statement;
each statement returns one text, as ``json_agg`` does.
"""

import json
import os
from typing import Any

from psycopg import AsyncConnection

_STATEMENTS: dict[str, str] = json.loads(os.environ.get("BENCH_STATEMENTS", "{}"))
_open: list[AsyncConnection[Any]] = []


async def application(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Answer a GET with the first column of the first row."""
    if not _open:
        _open.append(await AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True))
    statement = _STATEMENTS[scope["path"]].encode()
    row = await (await _open[0].execute(statement, prepare=True)).fetchone()
    body = str(row[0] if row else "").encode()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
