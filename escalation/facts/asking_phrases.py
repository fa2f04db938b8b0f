"""The phrases by which customers ask for a person; all expect plain, lower-case text."""

from typing import Final

_PERSONS: Final = (
    "human humans person people agent agents representative representatives rep operator "
    "supervisor manager advisor adviser mitarbeiter conseiller agente operador operatore "
    "medewerker konsultant berater humano humain mensch оператор человек"
)
_COMPANY: Final = (
    "a an the to please pls plz hi hello hey get me real live actual service support customer "
    "care chat with talk available help now escalate handoff hand off over want need i you ok just "
    "bitte por favor s'il vous plaît pomoc prego"
)
PERSONS_ALONE: Final = frozenset(_PERSONS.split())
COMPANY_ALONE: Final = frozenset(_COMPANY.split())

_NOT_OURS: Final = r"(?!(?:about|sales?|bot|for|because|my|our|his|her|their|and)\b)"
_FILL: Final = rf"(?:\s+{_NOT_OURS}[\w'-]+){{0,3}}?"
_PERSON: Final = (
    r"(?:humans?|human\s+being|persons?|agents?|representatives?|reps?|operators?"
    r"|advis[eo]rs?|managers?|supervisors?|executives?|employees?|colleagues?|staff|specialists?"
    r"|(?:real|live|actual)\s+people|technicians?|founders?|owner|boss|workers?|consultants?|some\s*(?:one|body)"
    r"|any\s*(?:one|body)|support(?:\s+(?:team|staff|desk))?"
    r"|(?:customer|client)\s+(?:service|care|support|success)|help\s*desk|(?:your|the|a)\s+team"
    r"|receptionist|reception|front\s+desk)\b"
)
_CLEAR_PERSON: Final = (
    r"(?:humans?|human\s+being|(?:real|live|actual|living)\s+(?:person|people|agent|someone|human)"
    r"|agent|representative|supervisor|manager|operator)\b"
    # What software calls an agent or a manager: a seat, a role, a right.
    r"(?!\s+(?:seats?|roles?|licen[cs]es?|accounts?|apis?|tokens?|access|permissions?|rights?"
    r"|endpoints?|fields?|views?)\b|\s+to\s+(?:approve|see|edit|view|access|manage)\b)"
)
_ONE: Final = r"an?\s+(?:real\s+|live\s+|actual\s+)?(?:human|person)\b"
_SPEAK: Final = r"\b(?:talk|speak|spk|chatt?|took)(?:ing)?"
_ADJECTIVE: Final = (
    r"(?:\s+(?:a|an|na|the|your|some|any|to|with|real|live|actual|proper|damn|bloody|other"
    r"|another|service|human|support|fucking|me|us|of|one|please|now|in))*"
)
_OBJECT: Final = (
    r"(?:\s+(?:me|us|this|it|directly|please|now|(?:a|the|this|my)\s+"
    r"(?:chat|call|conversation|request|issue|question|case|ticket|problem)))*"
)
_ROUTE: Final = (
    r"\b(?:connect|transfer|forward|pass|put|hand|escalate|redirect|switch|move|link|route|refer)"
    rf"(?:ing)?\b{_OBJECT}(?:\s+(?:through|over|in\s+touch|on))?\s+(?:to|with|through)"
)
_WISH: Final = (
    r"(?:i\s+(?:really\s+)?(?:want|need|have|wish|would\s+like|prefer)|i'd\s+(?:like|rather)"
    r"|id\s+like|can\s+i|could\s+i|may\s+i|let\s+me|i\s+should|help\s+me)"
)
_MACHINE: Final = (
    r"(?:a\s+|the\s+|this\s+|stupid\s+)*"
    r"(?:(?:chat)?bots?|machines?|robots?|computers?|ais?|automat\w+|virtual\s+\w+)\b"
)
_NOT: Final = r"(?:\b(?:not|dont|stop|no\s+more|hate|tired\s+of|sick\s+of)|n't)\b"
# Who calls it names is angry (feelings.py, no_help.py); who is tired of it wants somebody else.
_SCORN: Final = r"\b(?:hate|tired\s+of|sick\s+of|wast(?:e|ing)\s+(?:my\s+)?time)\b"
_THERE: Final = r"\b(?:do\s+you\s+have|are\s+there|is\s+there?)\b"
_SOMEBODY: Final = (
    r"\b(?:humans?|human\s+(?:support|agents?)|(?:real|live)\s+(?:people|person|agents?)"
    r"|any\s*(?:one|body)|some\s*one)\b(?!.{0,20}\b(?:who|else|know|using|that)\b)"
)
_AT_HAND: Final = (
    r"(?:.{0,16}\b(?:available|there|here|around|work\w*|assist|talk|speak|support|ask|contact)\b"
    r"|\W*$)"
)
_HOUSE: Final = r"(?:customer\s+)?(?:support|service|care)"
_CALL_ME: Final = r"(?:call|phone|ring)\s+me"
# What one can “talk to” in software without wanting a person.
_THINGS: Final = r"(?:sales|bots?|apis?|servers?|apps?|sdk|database)\b"

IN_ENGLISH: Final[tuple[tuple[float, str], ...]] = (
    (0.95, rf"{_SPEAK}(?:\s+directly)?\s+(?:ot|too?|with|w/){_FILL}\s+{_PERSON}"),
    (0.95, rf"{_SPEAK}{_ADJECTIVE}\s+{_PERSON}"),
    (0.95, rf"{_SPEAK}\s+(?:to|with)\s+an?\s+(?:\w+\s+)?assistant\b"),
    (0.95, rf"{_ROUTE}{_FILL}\s+{_PERSON}"),
    (0.95, rf"\b(?:contact|reach|call|phone)(?:ing)?{_ADJECTIVE}\s+{_CLEAR_PERSON}"),
    (0.95, r"\b(?:contact|reach)(?:ing)?\s+an?\s+person\b"),
    (0.95, rf"\b(?:get|give|gimme|need|want|find|bring|require){_ADJECTIVE}\s+{_CLEAR_PERSON}"),
    (0.95, rf"\bget\s+(?:me\s+)?(?:to\s+)?{_FILL}\s*{_PERSON}.{{0,12}}\bon\s+the\s+(?:line|phone)"),
    (0.95, r"\bget\s+me\s+to\s+some(?:one|body)\b"),
    (0.95, rf"\b(?:need|want|prefer|require)\s+{_ONE}(?=\W*$|\W*\s(?:now|please|who|to)\b)"),
    (0.95, r"\b(?:human|person|agent|operator)\s+(?:now|please|pls|plz|asap)\b"),
    (0.95, rf"\bhelp\s+from\s+{_ONE}"),
    (0.95, rf"\b(?:can|could|would|will)\s+{_ONE}\s+(?:please\s+)?(?:help|look|check|take|answer)"),
    (0.95, r"\bhuman\b.{0,24}\b(?:talk|speak)\s+(?:to|with)\s+one\b"),
    (0.95, rf"{_CLEAR_PERSON}\s+to\s+(?:talk|speak|chat|answer|help|assist)"),
    (0.75, r"^\W*(?:is\s+)?any\s*(?:one|body)\s+(?:out\s+|in\s+)?there\W*$"),
    (0.75, r"^\W*(?:customer|client)\s+(?:service|support|care)(?:\s+(?:please|now|team))*\W*$"),
    (0.75, rf"\bcontact(?:ing)?\s+{_HOUSE}\s*$"),
    (0.75, rf"\b(?:need|want)\s+(?:to\s+(?:reach|contact)\s+)?{_HOUSE}\s*(?:please|now)?\s*$"),
    (0.75, r"\bsome(?:one|body)\s+from\s+(?:your\s+|the\s+)?(?:customer|support|team|staff)"),
    (0.75, rf"{_NOT}.{{0,24}}\b(?:talk|speak|chat|shar|deal|discuss)\w*\b.{{0,32}}\b{_MACHINE}"),
    (0.75, rf"{_SCORN}.{{0,16}}\b{_MACHINE}"),
    (0.75, rf"{_SPEAK}\s+(?:to|with)\s+{_MACHINE}\s+is\b"),
    (0.75, rf"{_THERE}.{{0,12}}{_SOMEBODY}{_AT_HAND}"),
    (0.75, r"\b(?:conversation|chat)\s+is(?:\s+not|n't|nt)\s+(?:working\s+at\s+all|leading|going)"),
    (0.75, rf"\b{_CALL_ME}(?:\s+back)?(?:\s+(?:please|now|today|asap))?\s*[.!?]*$"),
    (
        0.75,
        rf"\b(?:some(?:one|body)|person|human)\s+(?:to|please|can|could|should)?\s*{_CALL_ME}\b",
    ),
    (
        0.55,
        rf"{_WISH}(?:\s+to)?(?:\s+please)?\s+(?:speak|talk)(?:ing)?(?:\s+directly)?"
        rf"\s+(?:to|with)\s+(?:the|your|an?)\s+(?!(?:\w+\s+)?{_THINGS})\w+",
    ),
)

_MENSCH: Final = r"(?:mensch\w*|mitarbeiter\w*|person|berater\w*|jemande?[mn]?|agenten?)\b(?!-)"
_I_WILL: Final = r"\b(?:will|möchte|brauche|benötige|muss|wollte|bräuchte)"
_DESK: Final = r"(?:(?:kunden)?support|kunden(?:dienst|service|betreuung)|service|team|hotline)\b"
# What a German speaker does with staff in a settings page, which is no wish for a person.
_NO_SETTING: Final = r"(?!.{0,40}\b(?:hinzu\w*|anlegen|anzulegen|einladen|entfernen|löschen)\b)"

_REFUSAL: Final = r"\b(?:do\s+not|don't|dont|no|not|needn't|without)"
_PASSED: Final = r"(?:talk|speak|chat|contact|transfer|connect|call|reach)(?:red|ted|ed|ing)?"
DECLINED: Final = (
    rf"{_REFUSAL}\s+(?:(?:need|want|like|wish|asking)\s+(?:to\s+)?(?:be\s+)?(?:{_PASSED})?"
    rf"|{_PASSED})\s*(?:to|with|me\s+to)?\s*(?:an?|any|the|your)?\s*(?:real\s+|live\s+|chat\s+)?"
    r"(?:humans?|person|agents?|representatives?|operator|support|some\s*one|any\s*one)\b"
    r"|^\W*no\s+(?:humans?|person|agents?)\s+(?:please|thanks|needed|necessary)\b"
    rf"|{_I_WILL}\s+(?:\w+\s+){{0,2}}?(?:kein\w*\s+{_MENSCH}|nicht\s+mit\s+(?:\w+\s+){{0,2}}?"
    rf"{_MENSCH}\s+(?:sprechen|reden|verbunden))"
)

_UP_TO_3: Final = r"(?:\w+\s+){0,3}?"
IN_OTHER_LANGUAGES: Final[tuple[str, ...]] = (
    r"\bmit\s+(?:\w+\s+){0,2}(?:mensch\w*|mitarbeiter\w*|person|berater\w*|jemande?m?|agent\w*)"
    r"\s+(?:\w+\s+)?(?:sprechen|reden|chatten|verbinden|verbunden)",
    r"\b(?:echten?|richtigen?)\s+(?:mensch\w*|person)\b|\bmitarbeiter\s+bitte\b",
    rf"\b(?:verbinde\w*|stelle\w*)\s+(?:sie\s+)?mich\b.{{0,20}}\b(?:{_MENSCH}|{_DESK})",
    rf"\bmit\s+(?:dem|der|eurem|ihrem|einem)\s+{_DESK}\s+(?:sprechen|reden|verbunden|verbinden)",
    rf"(?:{_I_WILL}|\bhätte\s+gerne?|\bgeben?\s+(?:sie\s+)?mir)\s+(?:bitte\s+)?"
    rf"(?:mit\s+)?(?:einen?m?r?\s+)?{_MENSCH}{_NO_SETTING}",
    rf"\b(?:gibt\s+es|ist)\s+(?:hier|da|dort|denn)\s+(?:\w+\s+){{0,2}}?{_MENSCH}",
    r"\b(?:kann|könnte|soll)\s+mich\s+(?:bitte\s+)?jemand\s+(?:zurück|an)rufen",
    r"\bruf(?:t|en\s+sie)?\s+mich\b.{0,20}\b(?:an|zurück)\b",
    rf"\b(?:parler|discuter|échanger)\s+(?:à|a|avec)\s+{_UP_TO_3}"
    r"(?:humain|personne|conseill\w+|agent\w*|quelqu'un|opérat\w+|responsable)",
    rf"\b(?:hablar|chatear|comunicar\w*)\s+con\s+{_UP_TO_3}"
    r"(?:persona|human\w|agente|operador\w*|asesor\w*|alguien|representante|encargado)",
    rf"\b(?:parlare|chattare)\s+con\s+{_UP_TO_3}"
    r"(?:persona|uman\w|operatore|qualcuno|agente|responsabile)",
    rf"\bfalar\s+com\s+{_UP_TO_3}(?:pessoa|human\w|atendente|algu[eé]m|agente|operador\w*)",
    rf"\bmet\s+{_UP_TO_3}(?:mens|persoon|medewerker|iemand)\s+(?:\w+\s+)?"
    r"(?:spreken|praten|chatten)",
    rf"\b(?:rozmawiać|porozmawiać|połącz\w*)\s+z\s+{_UP_TO_3}"
    r"(?:człowiekiem|konsultantem|kimś|osobą)",
    rf"\b(?:поговорить|соединит\w*|говорить|связать\w*)\s+{_UP_TO_3}"
    r"(?:человеком|оператор\w*|специалист\w*|менеджер\w*)|позовите\s+человека",
    r"人工(?:客服|服务)|转人工|真人客服|オペレーター|人と話|担当者(?:に|と)|상담원",
    r"التحدث\s+(?:مع|إلى)\s+(?:موظف|شخص|إنسان)",
)
