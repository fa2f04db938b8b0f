"""Send a file to whoever holds a signed address of it.

The address is all that counts: no cookie is read or set. Everything is sent as an attachment, in a
sandbox, but for previews, which are pictures that we encoded ourselves.
"""

import asyncio
from collections.abc import AsyncIterator

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import File
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from helpdesk.conversations import linking
from helpdesk.conversations.linking import Opened
from tenants.context import current_schema, in_thread
from tenants.signing import BadToken

CHUNK_BYTES = 256 * 1024
PREVIEW_TYPE = "image/webp"
# Nothing in it runs, loads or submits, and no page shows it in a frame.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@require_safe
async def file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The file, or one and the same 404 for every address that leads to none."""
    request.COOKIES.clear()  # or the session's middleware would answer to one that is dead
    try:
        opened = await in_thread(current_schema(), linking.opened, token)
    except (BadToken, ObjectDoesNotExist, FileNotFoundError):
        words = "There is no such file, or its address has expired."
        return _shut_in(HttpResponseNotFound(words, content_type="text/plain"))
    return _shut_in(_sent(opened))


def _sent(opened: Opened) -> StreamingHttpResponse:
    file = opened.file
    kind = PREVIEW_TYPE if opened.is_preview else file.media
    response = StreamingHttpResponse(_chunks(opened.content), content_type=kind)
    response["Content-Length"] = str(opened.content.size)
    response["Content-Disposition"] = (
        content_disposition_header(not opened.is_preview, file.name) or "attachment"
    )
    if opened.reader.kind == "contact":  # the chat stands on other sites' pages
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def _chunks(content: "File[bytes]") -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(content.read, CHUNK_BYTES):
            yield chunk
    finally:
        content.close()


def _shut_in(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
