"""Take out of a ticket's words who wrote them: a draft must not carry one customer's data.

By shape alone: addresses, long numbers, and the lines with which letters begin and end. A person
reads every draft before it is used; names in the middle of a sentence are theirs to see.
"""

import re

_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# What may be an order, a card, a phone or an account: six digits and more, however grouped.
_NUMBER = re.compile(r"\+?\b(?:[A-Z]{2})?\d(?:[ ./()-]{0,2}\d){5,}\b")
_SECRET_LINK = re.compile(r"(https?://[^\s?#]+)[?#]\S+")
_GREETING = re.compile(
    r"^\s*(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|guten tag|liebe[r]?|bonjour|"
    r"hola|ol[áa])\b[^\n.!?,]{0,40}[,!.\n]+\s*",
    re.IGNORECASE,
)
_THANKS_FOR_WRITING = re.compile(
    r"^\s*(thank you|thanks|many thanks)\b[^.!\n]{0,60}[.!\n]+\s*", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"\n?\s*(kind|best|warm|many)?\s*(regards|wishes|sincerely|cheers|thanks( again)?|"
    r"mit freundlichen grüßen|viele grüße|cordialement|saludos)[,.!]?\s*(\n.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_ANYTHING_ELSE = re.compile(
    r"\s*(please )?(let (me|us) know if|is there anything else|feel free to|have a (nice|great|"
    r"good))[^.?!\n]*[.?!]?",
    re.IGNORECASE,
)


def without_persons(text: str) -> str:
    """The text without greeting, signature, addresses and long numbers."""
    text = _SIGN_OFF.sub("", text.replace("\r\n", "\n"))
    text = _THANKS_FOR_WRITING.sub("", _GREETING.sub("", text))
    text = _ANYTHING_ELSE.sub("", text)
    text = _SECRET_LINK.sub(r"\1", _E_MAIL.sub("[e-mail]", text))
    return _NUMBER.sub("[number]", text).strip()
