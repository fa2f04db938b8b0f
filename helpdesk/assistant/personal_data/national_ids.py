"""Numbers that a state gives a person: by their form and check digits, or by what stands before."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from helpdesk.assistant.personal_data import checksums
from helpdesk.assistant.personal_data.spans import Kind, Span

_BARE = re.compile(r"[^\w]")
_SSN_WORDS = r"ssn|social\s+(?:security|insurance)|sin"
_TAX_WORDS = r"steuer\W?id\w*|tax\W?(?:id|number|no)\w*|tin|idnr"


@dataclass(frozen=True, slots=True)
class _Form:
    """``holds`` judges the bare letters and digits; ``named`` must stand shortly before."""

    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _bare: True
    named: re.Pattern[str] | None = None


def _form(pattern: str, holds: Callable[[str], bool] | None = None, *, named: str = "") -> _Form:
    compiled = re.compile(rf"(?<![\w.-]){pattern}(?![\w]|-\w)", re.IGNORECASE)
    before = re.compile(rf"\b(?:{named})\b[^.!?\n]{{0,24}}$", re.IGNORECASE) if named else None
    return _Form(compiled, holds or (lambda _bare: True), before)


_FORMS = (
    # United States: no area 000 or 666, no group 00, no serial 0000; 9xx is the tax office's ITIN.
    _form(r"(?!000|666)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}"),
    _form(r"(?!000|666)\d{9}", named=_SSN_WORDS),
    _form(r"\d{3}[- ]\d{3}[- ]\d{3}", checksums.luhn, named=_SSN_WORDS),  # Canada
    _form(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]"),  # UK
    _form(r"\d{3}\.\d{3}\.\d{3}-\d{2}", checksums.cpf),
    _form(r"\d{11}", checksums.cpf, named="cpf"),
    _form(r"(?:\d{8}|[XYZ]\d{7})-?[A-Z]", checksums.dni),
    _form(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"),  # Italy, codice fiscale
    _form(r"[12] ?\d{2} ?[01]\d ?\d{2} ?\d{3} ?\d{3} ?\d{2}", checksums.nir),
    _form(r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", checksums.aadhaar),
    _form(r"[2-9]\d{11}", checksums.aadhaar, named="aadhaar|uidai"),
    _form(r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]", named="pan"),
    _form(r"\d{2} ?\d{3} ?\d{3} ?\d{3}", checksums.steuer_id, named=_TAX_WORDS),
    _form(r"\d{4}\.?\d{2}\.?\d{3}", checksums.bsn, named="bsn|burgerservicenummer|sofi"),
    _form(r"\d{11}", checksums.pesel, named="pesel"),
    _form(r"(?:\d{2})?\d{6}[-+]\d{4}", lambda bare: checksums.luhn(bare[-10:])),  # Sweden
    _form(
        r"(?=[A-Z]{0,3}[\d-]{3})[A-Z0-9][A-Z0-9-]{4,16}",
        named=r"passport|driv(?:er'?s?|ing)\W+licen[cs]e|licen[cs]e (?:number|no)"
        r"|national (?:id|insurance)|identity card|id card|personnummer",
    ),
)


def find(text: str) -> Iterator[Span]:
    for form in _FORMS:
        for found in form.pattern.finditer(text):
            named = form.named is None or form.named.search(text, 0, found.start())
            if named and form.holds(_BARE.sub("", found[0])):
                yield Span(found.start(), found.end(), Kind.ID)
