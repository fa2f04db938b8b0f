"""What agents ask for most, each with the words that ask for it and how its value looks.

A row is data: a new kind of question is a new row. ``asks`` is looked for in the question in lower
case; ``value`` in the sentences of the other side, its group ``value`` (or all of it) being shown.
"""

import re
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = r"(?:ids?|no\.?|numbers?|nos\.?|codes?|references?|ref|nummern?|nr\.?|#)"
# What identifies something: a digit in it, or five capitals and more.
_CODE: Final = r"(?-i:(?=[A-Za-z_./#-]*\d|[A-Z]{5})#?[A-Za-z0-9][\w./-]*[A-Za-z0-9])"
_MONTH: Final = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni"
    r"|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_DAY: Final = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonntag)"
)
_FEW: Final = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eine?|zwei|drei|vier|fünf|sechs"
    r"|sieben|acht|neun|zehn)"
)
_MONEY: Final = r"(?:dollars?|bucks|euros?|pounds?|usd|eur|gbp|€)"
_SYSTEM: Final = (
    r"(?:windows(?:\s+(?:xp|vista|\d[\d.]*))?(?:\s+(?:home|pro))?|win\s?\d+"
    r"|mac\s?os(?:\s+[\d.]+|\s+x)?"
    r"|os\s+x|catalina|linux|ubuntu|android|ios(?:\s+\d+)?|iphones?|ipad"
    r"|(?:\d{4}\s+)?macbook(?:\s+(?:air|pro))?"
    r"|chromebook)"
)
_BROWSER: Final = (
    r"(?:firefox|ff\d+|chrome|safari|(?:ms\s+)?edge|opera|internet explorer|\bie\b)"
    r"(?:\s+v?\.?\s*\d+[\d.]*)?"
)


@dataclass(frozen=True)
class Slot:
    """One thing to ask for.

    ``values`` are patterns from the surest on. ``facts`` are parts of the names under which an
    account or an earlier case holds it. ``needs_matter``: the value counts only where its sentence
    is about what is asked, as with days: many are said, and few are meant.
    """

    name: str
    english: str
    german: str
    asks: re.Pattern[str]
    values: tuple[re.Pattern[str], ...] = ()
    facts: tuple[str, ...] = ()
    needs_matter: bool = False
    is_code: bool = False

    @property
    def is_count(self) -> bool:
        return self.name == "count"


def _identifier(name: str, german: str, nouns: str, *facts: str) -> Slot:
    """Something with a number: "which order", "order number"; "order 4711", "4711 is my order"."""
    compound = rf"(?:{nouns})s?[\s-]*(?:{_NUMBER})?"
    joint = r"is|are|was|ist|lautet|lauten|with|for|my|the|a|an|under|ids?|flights?|account"
    codes = rf"(?P<value>{_CODE}(?:\s*(?:,|and|und|&)\s*{_CODE})*)"
    before = rf"\b{compound}\b(?:[\s:#=*\"“(]|\b(?:{joint})\b){{0,12}}{codes}"
    after = rf"(?P<value>{_CODE})\s+(?:is|was|ist)\s+(?:my|the|our|meine|unsere|die)\s+(?:{nouns})"
    asks = rf"\b(?:{nouns})s?[\s-]*{_NUMBER}(?!\w)|\b(?:which|welche[nrs]?)\s+(?:{nouns})s?\b"
    return Slot(
        name,
        f"{name} number",
        german,
        re.compile(asks),
        (re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)),
        facts or (name,),
        is_code=True,
    )


def _slot(name: str, words: tuple[str, str], asks: str, *values: str, **more: object) -> Slot:
    patterns = tuple(re.compile(value, re.IGNORECASE) for value in values)
    return Slot(name, *words, re.compile(asks), patterns, **more)  # type: ignore[arg-type]


SLOTS: Final = (
    _identifier("order", "Bestellnummer", "order|purchase|bestell(?:ung)?|auftrags?", "order"),
    _identifier(
        "invoice", "Rechnungsnummer", "invoice|receipt|bill|rechnungs?", "invoice", "rechnung"
    ),
    _identifier(
        "booking",
        "Buchungsnummer",
        "reservation|booking|confirmation|itinerary|buchungs?|reservierungs?",
        "booking",
        "reservation",
        "confirmation",
    ),
    _identifier("ticket", "Ticketnummer", "ticket|case|vorgangs?", "ticket", "case"),
    _identifier(
        "tracking", "Sendungsnummer", "tracking|shipment|parcel|sendungs?", "tracking", "shipment"
    ),
    _identifier(
        "customer",
        "Kundennummer",
        "customer|account|member(?:ship)?|client|kunden|konto",
        "customer",
        "account_id",
        "account_number",
        "kunden",
    ),
    _identifier("flight", "Flugnummer", "flight|flug", "flight"),
    _slot(
        "user",
        ("user name", "Benutzername"),
        r"\buser[\s-]*(?:ids?|names?|number)\b|\blog-?in\b.{0,12}\bname"
        r"|\bbenutzer(?:name|kennung)",
        rf"\buser[\s-]*(?:id|name)\b(?:[\s:*,]|\b(?:is|already|provided)\b){{0,8}}"
        rf"(?P<value>{_CODE})",
        r"\b(?:i'm|i am|this is|ich bin)\s+(?P<value>[a-z]+[_.][\w.]*\d)",
        facts=("user", "login"),
    ),
    _slot(
        "card",
        ("card", "Karte"),
        r"\bwhich (?:credit |debit )?card\b|\bcard number\b|\bwelche karte\b",
        r"\bcard\b[^.!?]{0,20}?\b(?:ending|ends)\s+(?:in|with)\s+(?P<value>\d{4})",
        r"\b(?P<value>visa|mastercard|amex|american express)\b",
    ),
    _slot(
        "email",
        ("e-mail address", "E-Mail-Adresse"),
        r"\be-?mail\b(?!\s+(?:you|it|them)\b)",
        r"(?P<value>[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
        facts=("email", "e-mail"),
    ),
    _slot(
        "phone",
        ("phone number", "Telefonnummer"),
        r"\b(?:tele)?phone\b|\bmobile\b|\bcell\b|\bnumber\b.{0,20}\b(?:reach|call)\b"
        r"|\btelefon|\bhandy|\brückruf",
        r"(?<![\w./-])(?!\d{4}-\d\d-\d\d)(?P<value>\+?\(?\d[\d ()./-]{6,18}\d)(?![\w-])",
        facts=("phone", "telefon", "mobile"),
    ),
    _slot(
        "name",
        ("name", "Name"),
        r"\byour (?:full |first |last |sur)?name\b|\bpassenger(?:'s)? name\b|\bhave your name\b"
        r"|\bhei(?:ß|ss)en sie\b|\bihr(?:en)?(?: voller| vollen)? name",
        r"\b(?:my name is|name,|i am called|ich hei(?:ß|ss)e|mein name ist|myself,)\s+"
        r"(?P<value>[A-ZÄÖÜ][\w'’-]+(?:\s+[A-ZÄÖÜ][\w'’-]+){0,2})",
        facts=("name",),
    ),
    _slot(
        "address",
        ("address", "Adresse"),
        r"(?<!mail )(?<!mail-)(?<!web )(?<!ip )\baddress\b|\b(?:liefer|rechnungs"
        r"|post)?(?:adresse|anschrift)\b",
        r"(?P<value>\b\d{1,5}[a-z]?\s+(?:[A-Z][\w'’.-]{0,30}\s+){1,4}(?:Street|Road|Avenue"
        r"|Lane|Drive|Way|St|Rd|Ave)\b)",
        r"(?P<value>\b[A-ZÄÖÜ][\w.-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee"
        r"|gasse)\s+\d{1,4}[a-z]?\b)",
        facts=("address", "adresse"),
    ),
    _slot(
        "version",
        ("version", "Version"),
        r"\bversion\b",
        r"\b(?P<value>(?:[\w]+\s+)?(?:version|v\.)\s*\d[\w.]*)",
        r"\b(?P<value>ff\d+)\b",
        r"\b(?P<value>(?:update|firefox|chrome|safari|windows|catalina|app)\s+\d[\d.]*)",
    ),
    _slot(
        "system",
        ("system", "System"),
        r"\boperating system\b|\bwhich os\b|\b(?:what|which)(?: kind of)? (?:device|phone"
        r"|computer|mac|platform|laptop)\b"
        r"|\bbetriebssystem\b|\bwelche[sn]? (?:gerät|handy|computer)\b",
        rf"\b(?P<value>{_SYSTEM})\b",
        facts=("device", "os", "platform"),
    ),
    _slot(
        "browser",
        ("browser", "Browser"),
        r"\b(?:which|what) browser\b|\bwelche[nr]? browser\b",
        rf"(?P<value>\b{_BROWSER})",
        facts=("browser",),
    ),
    _slot(
        "error",
        ("message on the screen", "Meldung"),
        r"\b(?:error|message|screen)\b.{0,12}\bsay|\bwhat (?:does|did|is) the (?:error"
        r"|message|exact)"
        r"|\bwhich error\b|\berror (?:message|code|text)\b.*\?|\bfehlermeldung\b"
        r"|\bwelche[rn]? fehler\b",
        r"[“\"„](?P<value>[^“”\"„]{8,120})[”\"“]",
        r"\b(?:error|errors|fehler)\b[^.!?]{0,24}?(?:now|is|says?|:)\s*:?\s*"
        r"(?P<value>[A-Z0-9][^.!?\n]{4,80})",
        r"\b(?P<value>error\s+(?:code\s+)?\d[\w-]*)",
    ),
    _slot(
        "amount",
        ("amount", "Betrag"),
        r"\bhow much\b|\b(?:what|which) (?:amount|sum|price)\b|\bwelche[rn]? (?:betrag"
        r"|summe)\b|\bwie ?viel (?:haben|wurde|geld|hat)\b",
        rf"(?P<value>[$€£]\s?\d[\d.,]*\d|[$€£]\s?\d|\b\d[\d.,]*\s?{_MONEY}\b)",
        needs_matter=False,
    ),
    _slot(
        "count",
        ("number", "Anzahl"),
        r"\bhow many\b|\bfor how many\b|\bwie ?viele\b",
        rf"\b(?P<value>{_FEW}\s+(?!(?:for|of|in|at|on|is)\b)"
        r"(?:[a-zäöü]+\s+)?[a-zäöü]+)\b",
        rf"\b(?:table|party|reservation|room|tickets?)\s+for\s+(?P<value>{_FEW})\b",
        needs_matter=True,
    ),
    _slot(
        "date",
        ("date", "Datum"),
        r"\bwhen\b(?! (?:i|we|you) )|\b(?:what|which|on what|on which)\b.{0,10}\b(?:date|day"
        r"|month)s?\b|\bsince when\b"
        r"|\bwann\b|\bseit wann\b|\ban welchem tag\b|\bwelche[mns]? (?:datum|tag|monat)\b",
        rf"\b(?P<value>(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?"
        rf"(?:{_MONTH}|this month|next month)\b)",
        rf"\b(?P<value>{_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?)\b",
        r"\b(?P<value>\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\b",
        rf"\b(?P<value>(?:(?:next|this|coming|last)\s+)?{_DAY})\b",
        rf"\b(?:for|in|since|on|im|seit)\s+(?P<value>{_MONTH})\b",
        r"\b(?P<value>(?:the\s+)?\d{1,2}(?:st|nd|rd|th))\b",
        r"\b(?P<value>yesterday|tomorrow|today|gestern|morgen|heute)\b",
        needs_matter=True,
    ),
    _slot(
        "time",
        ("time", "Uhrzeit"),
        r"\b(?:what|which|at what) time\b|\bum wie ?viel uhr\b|\bwelche uhrzeit\b",
        r"\b(?P<value>\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b\.?|o'clock|uhr\b)|\d{1,2}:\d\d)"
        r"(?P<more>\s+in\s+the\s+\w+)?",
        rf"\b(?P<value>(?:{_FEW}(?::\d\d)?)\s+(?:in\s+the\s+\w+|at\s+night))\b",
    ),
    _slot(
        "from",
        ("place you leave from", "Abfahrtsort"),
        r"\bwhere\b.{0,24}\bfrom\b|\bfrom where\b|\bdeparture (?:city|location|place|airport)\b",
        r"\bfrom\s+(?P<value>[A-Z][\w.-]*(?:(?:\s|,\s)[A-Z][\w.-]*){0,3})",
    ),
    _slot(
        "to",
        ("destination", "Ziel"),
        r"\bwhere\b.{0,30}\b(?:to|going|go|heading|headed|travelling|traveling|flying)\b"
        r"|\bdestination\b",
        r"\b(?:to|reach|for)\s+(?P<value>[A-Z][\w.-]*(?:(?:\s|,\s)[A-Z][\w.-]*){0,3})",
    ),
    _slot(
        "city",
        ("place", "Ort"),
        r"\b(?:in )?(?:which|what) (?:city|town|area|place)\b|\bin welcher stadt\b",
        r"\b(?:in|near|around)\s+(?P<value>[A-Z][\w.-]*(?:(?:\s|,\s)[A-Z][\w.-]*){0,3})",
    ),
    _slot(
        "reason",
        ("reason", "Grund"),
        r"\bwhy\b(?! (?:not|don't))|\breason\b|\bwarum\b|\bwieso\b|\bgrund\b",
        r"\breason\b[^.!?,]{0,30}?\b(?:is|was)\s+(?:that\s+)?(?P<value>[^.!?]{3,80})",
        r"\b(?:because|due to|weil)\s+(?P<value>[^.!?]{3,80})",
        r"\bfor\s+(?P<value>\w+ reasons)\b",
    ),
    _slot(
        "payment",
        ("way to pay", "Zahlungsart"),
        r"\bhow\b.{0,24}\bpay\b|\bpayment method\b|\bwie\b.{0,24}\b(?:be)?zahlen\b",
        r"\b(?P<value>certificate|gift card|voucher|credit card|debit card|paypal|visa"
        r"|mastercard|lastschrift|per rechnung)\b",
    ),
)
