"""Passwords, tokens and keys: by a known beginning, by what stands before, or by their disorder."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from helpdesk.assistant.personal_data.spans import Kind, Span

# Beginnings that issuers chose so that scanners find them.
_KNOWN = re.compile(
    r"(?<![\w-])(?:"
    r"(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,}"
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|hr_[\w-]{16,}|whsec_[\w+/=-]{16,}|npm_\w{30,}|pypi-[\w-]{40,}|shp(?:at|ca|pa|ss)_\w{20,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r")"
)
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
)
# A log-in inside an address: https://user:word@host/path.
_LOGIN = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{1,80}:[^\s/@\"'<>]{1,200}@[^\s\"'<>]+", re.I
)
_NAMED = re.compile(
    r"\b(?:password|passwd|pwd|passcode|passphrase|pin(?: code)?|"
    r"secret|api[_ -]?key|access[_ -]?key"
    r"|auth(?:entication)?[_ -]?(?:token|code)|token|bearer|"
    r"one[- ]time (?:code|password)|otp|cvv2?|cvc2?"
    r"|security code|verification code)\b(?:\s*(?:is|was|:|=|"
    r"to)+\s*|\s+)[\"'“`]?([^\s\"'”`,;<>()\[\]{}*$][^\s\"'”`,;<>()\[\]{}]{2,200})",
    re.IGNORECASE,
)
_RUN = re.compile(r"(?<![\w/+@.-])[\w+/-]{20,512}={0,2}(?![\w@])")
# A UUID names a thing; it opens nothing.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ENTROPY, _HEX_ENTROPY = 3.6, 3.0
_HEX = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)


def find_certain(text: str) -> Iterator[Span]:
    """By their own form. Looked for first: a log-in in an address ends like an e-mail address."""
    for pattern in (_PEM, _LOGIN, _KNOWN):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), Kind.KEY)


def find_likely(text: str) -> Iterator[Span]:
    """By a word beside them, or by their disorder."""
    for found in _NAMED.finditer(text):
        if _is_made_up(found[1]):
            yield Span(found.start(1), found.start(1) + len(found[1].rstrip(".!?")), Kind.KEY)
    for found in _RUN.finditer(text):
        if _is_random(found[0]):
            yield Span(found.start(), found.end(), Kind.KEY)


def _is_made_up(word: str) -> bool:
    """Whether it is no word of a language: "reset" follows "password" too."""
    bare = word.rstrip(".!?")
    signs = any(sign in "!#%&+=?@^_~" for sign in bare)
    return any(sign.isdigit() for sign in bare) or (signs and any(map(str.isalpha, bare)))


def _is_random(run: str) -> bool:
    if _UUID.fullmatch(run):
        return False
    if _HEX.fullmatch(run):
        return entropy(run.lower()) >= _HEX_ENTROPY and any(map(str.isalpha, run))
    kinds = [any(map(test, run)) for test in (str.islower, str.isupper, str.isdigit)]
    return all(kinds) and entropy(run) >= _ENTROPY and not _reads(run)


def _reads(run: str) -> bool:
    """Whether it is words in a row, such as a path or a title with a number in it."""
    words = re.findall(r"[A-Z]?[a-z]{3,}", run)
    return sum(map(len, words)) > len(run) / 2


def entropy(text: str) -> float:
    """Bits a sign by its own frequencies (Shannon 1948)."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
