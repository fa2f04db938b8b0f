"""Post a message with files behind the doors; call it while the company is bound."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpdesk.conversations import attaching, messaging
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Attachment
from tenants.uploads.examining import examine


def uploaded(tray: Tray, name: str = "a.txt", content: bytes = b"text") -> Attachment:
    """A file in the tray, not sent yet."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        return attaching.keep(tray, examine(path, name, limit=10_000_000))


def say_with(conversation_id: int, *names: str, body: str = "", **how: Any) -> Posted:
    """The customer sends files of these names."""
    tray = Tray(conversation_id, "contact")
    files = [uploaded(tray, name).public_id for name in names]
    write: Callable[..., Posted] = partial(messaging.post_message, sender="contact")
    return attaching.post(write, tray, files, body=body, **how)
