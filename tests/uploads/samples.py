"""Files to send: what customers have, and what attackers make."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

PLACE = b"Kirchberg 7, 1010 Wien"
SCRIPT = b"<script>parent.postMessage('taken over', '*')</script>"


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 400), **how: Any) -> bytes:
    """A plain picture."""
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    target = io.BytesIO()
    drawn.save(target, kind, **how)
    return target.getvalue()


def photo(kind: str = "JPEG") -> bytes:
    """A photo as telephones take them: on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 8.0)})
    return picture(kind, exif=exif.tobytes())


def with_comment() -> bytes:
    """A PNG file with a text chunk."""
    plain = picture()
    inside = b"tEXt" + b"Location\x00" + PLACE
    chunk = struct.pack(">I", len(inside) - 4) + inside + struct.pack(">I", zlib.crc32(inside))
    return plain[:33] + chunk + plain[33:]


def wide(width: int, height: int) -> bytes:
    """A small PNG file of very many pixels, all black."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = height if width * height < 50_000_000 else 1  # what follows is never read
    body = b"".join(packer.compress(bytes(1 + 3 * width)) for _ in range(rows)) + packer.flush()
    chunks = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def archive(**files: bytes) -> bytes:
    """A ZIP file; ``word__document`` becomes ``word/document``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def document(folder: str = "word") -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", f"{folder}__document.xml": b"<x/>"})


def bomb() -> bytes:
    """30 MB of nothing in 30 kB."""
    return archive(nothing=b"\0" * 30_000_000)


def crowd() -> bytes:
    """An archive of very many files."""
    return archive(**{f"n{number}": b"" for number in range(1_500)})


HONEST: dict[str, tuple[bytes, str]] = {
    "a.png": (picture(), "image/png"),
    "a.JPG": (picture("JPEG"), "image/jpeg"),
    "a.gif": (picture("GIF"), "image/gif"),
    "a.webp": (picture("WEBP"), "image/webp"),
    "a.pdf": (b"%PDF-1.7\n1 0 obj\n", "application/pdf"),
    "a.txt": ("Grüße, \x1b[31mrot\x1b[0m".encode(), "text/plain"),
    "windows.log": ("Fehler: Größe".encode("cp1252"), "text/plain"),
    "powershell.log": ("Fehler".encode("utf-16"), "text/plain"),
    "a.csv": (b"a;b\r\n1;2\r\n", "text/csv"),
    "a.json": (b'{"html": "<b>"}', "application/json"),
    "a.zip": (archive(readme=b"x"), "application/zip"),
    "a.docx": (
        document(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "a.xlsx": (document("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0", "video/mp4"),
    "a.webm": (b"\x1aE\xdf\xa3\x01", "video/webm"),
    "a.mp3": (b"ID3\x04\0\0\0", "audio/mpeg"),
    "a.ogg": (b"OggS\0\x02", "audio/ogg"),
    "pasted": (picture(), "image/png"),
}

HOSTILE: dict[str, tuple[bytes, str]] = {
    "page.html": (SCRIPT, "a page"),
    "drawing.svg": (b"<svg onload='x()'/>", "a drawing that runs"),
    "run.exe": (b"MZ\x90\0", "a program"),
    "photo.png.exe": (picture(), "two endings"),
    "script.js": (b"alert(1)", "a script"),
    "none": (b"MZ\x90\0", "no ending, no known kind"),
    "packed.png": (archive(a=b"x"), "an archive that says it is a picture"),
    "picture.pdf": (picture(), "a picture that says it is a document"),
    "page.txt": (b"<!DOCTYPE html>" + SCRIPT, "a page that says it is text"),
    "drawing.png": (b"<svg/>", "a drawing that says it is a picture"),
    "late.pdf": (SCRIPT + b"%PDF-1.7", "a page that turns into a document"),
    "bytes.txt": (bytes(range(256)), "bytes that say they are text"),
    "sheet.docx": (document("xl"), "a sheet that says it is a letter"),
    "cut.png": (picture()[:300], "half a picture"),
    "cut.jpg": (picture("JPEG")[:1_500], "half a photo"),
    "flood.png": (wide(60_000, 60_000), "a flood of pixels"),
    "bomb.zip": (bomb(), "a bomb"),
    "crowd.zip": (crowd(), "a crowd of files"),
    "cut.zip": (archive(a=b"x")[:20], "half an archive"),
}
