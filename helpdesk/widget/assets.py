"""The scripts that customers' pages load: one small loader, and modules under a versioned path."""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from helpdesk.widget.models import WidgetSettings
from tenants.brand.models import Brand

FOLDER = Path(__file__).parent / "static" / "widget"
LOADER = "embed.js"
JAVASCRIPT = "text/javascript; charset=utf-8"
LOADER_SECONDS = 60
SPARE_SPACE = re.compile(r"(?<=[:;,{}]) | (?=\{)")
LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@gzip_page
@require_safe
def loader(request: HttpRequest) -> HttpResponse:
    """``embed.js`` with this tenant's colour, language and corner filled in."""
    brand, chat = Brand.current(), WidgetSettings.current()
    config = {
        "version": version(),
        "origin": f"{request.scheme}://{request.get_host()}",
        "name": brand.name,
        "colour": brand.colour,
        "accent": brand.accent,
        "locale": brand.locale,
        "side": chat.side,
    }
    text = _sources()[LOADER].replace("__HANDRAIL_CONFIG__", json.dumps(config))
    return _public(HttpResponse(text, JAVASCRIPT), f"max-age={LOADER_SECONDS}")


@gzip_page
@require_safe
def module(request: HttpRequest, version_asked: str, name: str) -> HttpResponse:
    """One module. An old version's path serves the current text, but is not kept."""
    text = _sources().get(name)
    if text is None or name == LOADER:
        raise Http404
    current = version_asked == version() and "try" not in request.GET
    lifetime = "max-age=31536000, immutable" if current else "no-cache"
    return _public(HttpResponse(text, JAVASCRIPT), lifetime)


@require_safe
def logo(_request: HttpRequest, name: str) -> HttpResponse:
    """The brand's picture, as a picture and nothing else."""
    kept = Brand.current().logo
    kind = LOGO_TYPES.get(Path(name).suffix)
    if not kept.name or kind is None or Path(kept.name).name != name:
        raise Http404
    with kept.open() as picture:
        response = HttpResponse(picture.read(), kind)
    return _public(response, "max-age=31536000, immutable")


def version() -> str:
    """Changes with any file, so modules can be kept for ever."""
    digest = hashlib.sha256("".join(_sources().values()).encode())
    return digest.hexdigest()[:12]


def _sources() -> dict[str, str]:
    return _read() if settings.DEBUG else _read_once()


@lru_cache(maxsize=1)
def _read_once() -> dict[str, str]:
    return {name: slim(name, text) for name, text in _read().items()}


def slim(name: str, text: str) -> str:
    """A script without its indentation and its lines of comment: a ninth less to fetch.

    Safe for scripts whose texts of many lines are style sheets, as ours are. Those named
    ``styles…`` hold nothing else and lose the spaces that CSS does not need as well; the one
    before a colon stays, because there it means "any descendant".
    """
    stripped = (line.strip() for line in text.splitlines())
    lines = "\n".join(line for line in stripped if line and not line.startswith("//"))
    return SPARE_SPACE.sub("", lines) if name.startswith("styles") else lines


def _read() -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(FOLDER.glob("*.js"))}


def _public(response: HttpResponse, lifetime: str) -> HttpResponse:
    response["Cache-Control"] = f"public, {lifetime}"
    response["Access-Control-Allow-Origin"] = "*"  # modules are fetched as CORS requests
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
