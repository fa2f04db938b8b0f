"""Read what a browser sends: one JSON object a frame, every field checked before use."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError

MAX_FRAME_BYTES = 256 * 1024
MAX_SEQ = 2**31 - 1
MOST_NAMES = 100
# Where the rest cannot be read, say for half a character, the browser must still hear which
# of its messages was refused: it would send it for ever.
_CLIENT_ID = re.compile(r'"(?:cid|key)":\s?"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')


class BadFrame(ValidationError):
    """The frame cannot be read; ``code`` is ``bad_frame``, ``not_text`` or ``too_long``."""

    def __init__(self, detail: str, code: str = "bad_frame") -> None:
        super().__init__(detail, code=code)


@dataclass(frozen=True, slots=True)
class Frame:
    """One object from outside. Every reader raises ``BadFrame`` naming the field."""

    content: dict[str, Any]

    @property
    def type(self) -> str:
        return self.text("type")

    def text(self, name: str, *, limit: int = 100, required: bool = True) -> str:
        value = self.content.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or "\x00" in value or len(value) > limit:
            raise BadFrame(f"{name} must be text of at most {limit} characters.")
        return value

    def body(self) -> str:
        """The text of a message; its length is judged where it is posted."""
        value = self.content.get("body")
        if not isinstance(value, str):
            raise BadFrame("body must be text.")
        return value

    def names(self, name: str) -> list[str]:
        """A list of ids; none when the field is not there."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or len(value) > MOST_NAMES:
            raise BadFrame(f"{name} must be a list of at most {MOST_NAMES} ids.")
        return [Frame({name: one}).text(name) for one in value]

    def uuid(self, name: str) -> UUID:
        try:
            return UUID(self.text(name))
        except ValueError:
            raise BadFrame(f"{name} must be a UUID.") from None

    def whole(self, name: str, *, default: int | None = None, low: int = 0) -> int:
        value = self.content.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= MAX_SEQ:
            raise BadFrame(f"{name} must be a whole number from {low}.")
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        value = self.content.get(name, default)
        if not isinstance(value, bool):
            raise BadFrame(f"{name} must be true or false.")
        return value

    def page(self) -> dict[str, str]:
        """The page on which the visitor is, cut to what an agent needs."""
        page = self.content.get("page") or {}
        if not isinstance(page, dict):
            raise BadFrame("page must be an object.")
        known = {name: page.get(name) for name in ("url", "title", "referrer")}
        return {
            name: value.replace("\x00", "")[:500]
            for name, value in known.items()
            if isinstance(value, str) and value
        }


def parse(text: str | bytes) -> Frame:
    """Raises ``BadFrame``."""
    if len(text) > MAX_FRAME_BYTES:
        raise BadFrame("The frame is over 256 KiB.", code="too_long")
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadFrame("The frame is not JSON.") from None
    if not isinstance(content, dict):
        raise BadFrame("The frame is not a JSON object.")
    return Frame(content)


def client_id(text: str | None) -> str | None:
    """The client id in a frame that may be unreadable otherwise, so a nack can name it."""
    try:
        frame = parse(text or "")
        return str(frame.uuid("cid" if "cid" in frame.content else "key"))
    except BadFrame:
        named = _CLIENT_ID.search(text[:MAX_FRAME_BYTES]) if text else None
        return named[1] if named else None
