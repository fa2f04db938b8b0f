"""Files to bring in, good and hostile, made here so that the repository holds none of them."""

import zipfile
from io import BytesIO

from pypdf import PdfReader, PdfWriter

_PAGE = b"""%%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[%(kids)s]/Count %(count)d>> endobj
3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
"""


def pdf(*pages: list[tuple[int, str]]) -> bytes:
    """A file whose pages hold lines as (size of letters, text), from top to bottom."""
    bodies = [_stream(lines) for lines in pages]
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(bodies)))
    parts = [_PAGE % {b"kids": kids, b"count": len(bodies)}]
    for at, body in enumerate(bodies):
        page = b"%d 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources" % (10 + 2 * at)
        parts.append(page + b"<</Font<</F 3 0 R>>>>/Contents %d 0 R>> endobj\n" % (11 + 2 * at))
        head = b"%d 0 obj <</Length %d>> stream\n" % (11 + 2 * at, len(body))
        parts.append(head + body + b"\nendstream endobj\n")
    # Without a table of objects: readers find them by looking, as they do in broken files.
    return b"".join(parts) + b"trailer <</Root 1 0 R/Size 99>>\nstartxref\n0\n%%EOF\n"


def _stream(lines: list[tuple[int, str]]) -> bytes:
    shown = b"".join(
        b"BT /F %d Tf 50 %d Td (%s) Tj ET\n" % (size, 750 - 30 * at, text.encode("latin-1"))
        for at, (size, text) in enumerate(lines)
    )
    return shown or b" "


MANUAL = pdf(
    [
        (22, "Pay by card"),
        (11, "We take no fee for cards. You can pay with any card that"),
        (11, "your bank has given you, at any hour."),
        (16, "When it arrives"),
        (11, "The money arrives within five working days."),
    ]
)
SCAN = pdf([], [], [])


def locked(content: bytes) -> bytes:
    """The same PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


_TYPES = """<?xml version="1.0"?><Types
xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override
PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.\
wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?><Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>"""
_BODY = """<?xml version="1.0"?><w:document
xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>
</w:document>"""


def word(heading: str, *paragraphs: str) -> bytes:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    shown = f"<w:p>{style}<w:r><w:t>{heading}</w:t></w:r></w:p>" + "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs
    )
    return word_of(_BODY % shown)


def word_of(document: str, **more: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", document)
        for name, content in more.items():
            archive.writestr(name, content)
    return target.getvalue()


# 60 MB of blanks in 60 kB.
BOMB = word_of(_BODY % (" " * 60_000_000))
# Entities that stand for entities: a few hundred letters that become a thousand million.
_LAUGHS = "".join(f'<!ENTITY a{at + 1} "{f"&a{at};" * 10}">' for at in range(9))
LAUGHS = word_of(
    f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{_LAUGHS}]>'
    + (_BODY % "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>").partition("?>")[2]
)
LOCKED_WORD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
)
