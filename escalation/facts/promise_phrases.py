"""The phrases that promise a transfer or a person; all expect plain, lower-case text.

A space stands for any run of spaces.
"""

from typing import Final

_PERSON: Final = (
    r"(?:(?:an?|the|our|one of our|another|your|some) )?(?:[\w-]+ ){0,2}?"
    r"(?:agents?|humans?|persons?|colleagues?|specialists?|representatives?|experts?|advis[eo]rs?"
    r"|team|staff|support|supervisors?|managers?|someone|somebody|operators?|technicians?"
    r"|teammates?|co-?workers?)"
)
_DEED: Final = (
    r"(?:be (?:with you|in touch|right with|joining|contacting|there)|get (?:back )?to you"
    r"|get (?:back|in touch)|reply|respond|answer|contact|call|phone|ring|e-?mail|write|help you"
    r"|assist you|reach out|follow up|look into|take (?:over|it from here|care)|join"
    r"|(?:handle|sort|take) (?:this|it|your)|come back to you|take a look"
    r"|(?:review|read|answer) (?:this|your|it|what)|tell you)"
)
_SOON: Final = r"(?: \w+ly| soon| now| also| then)?"
_WILL: Final = rf"(?:'ll| will| shall| is going to| are going to| is about to){_SOON}"
_NOW: Final = (
    r"(?: (?:now|just|gladly|happily|also|already|immediately|be|been|quickly|personally))*"
)
_I: Final = (
    r"(?:(?:i|we)(?:'ll|'m|'ve|'re| will| am| are| have| shall| can| could| would)?(?: going to)?"
    r"|let me|allow me to|please (?:hold|wait)(?: on)? while i|happy to|going to)"
)
_MOVE: Final = (
    r"(?:transfer\w*|connect\w*|pass(?:ing|ed)?|hand(?:ing|ed)?|put(?:ting)?|forward\w*"
    r"|escalat\w*|redirect\w*|rout\w*|loop(?:ing|ed)?|referr?\w*|switch\w*|bring(?:ing)?|brought"
    r"|patch\w*)"
)
_NOUN: Final = r"(?:case|request|question|conversation|chat|issue|ticket|message|call|matter)"
_CASE: Final = (
    rf"(?:you|(?:all of )?(?:this|it)|your (?:[\w-]+ )?(?:{_NOUN}|details|concern|problem)"
    rf"|the {_NOUN})\b"
)

IN_ENGLISH: Final = (
    rf"\b{_I}{_NOW} {_MOVE} {_CASE}",
    rf"(?:^|[,;:-] ?)(?:(?:ok|okay|sure|now|just|great|alright),? )*"
    rf"(?:transferring|connecting|escalating|forwarding|redirecting) {_CASE}",
    rf"\b{_I}{_NOW} (?:get|find|fetch|bring|loop|call|ask|alert\w*|notif\w+|inform\w*|told|page\w*"
    rf"|flag\w*|raise\w*)(?: in| this (?:to|with)| you)? {_PERSON}\b",
    rf"\b(?:you|your (?:\w+ )?{_NOUN})(?:'re|'ll be| are| is| will be| has been| have been| was)"
    r"(?: now| being| just| already)* (?:transferr|connect|pass|hand|put through|forward|escalat"
    r"|redirect|rout|assign|referr)\w*",
    # “A person on our team has the whole conversation and will take it from here.”
    rf"\b{_PERSON}(?: [\w']+){{0,9}}?{_WILL} {_DEED}\b",
    r"\b(?:a|the|our) (?:person|human|colleague|agent|team)\b.{0,30}"
    r"\b(?:has|have|is getting|sees?) (?:your|the (?:whole )?)(?:message|conversation|question)",
    rf"\b{_PERSON} (?:is|are) (?:on (?:the|their|its|his|her) way|joining|coming"
    r"|being (?:notified|called|alerted))\b",
    rf"\b(?:we|i)(?:'ll| will| shall){_SOON} (?:get back|get in touch|follow up|reach out"
    r"|call you|phone you|contact you|e-?mail you|have (?:someone|somebody|an?|our|the)\b)",
    r"\bexpect an? (?:call|reply|answer|e-?mail|response|message) "
    r"(?:from|by|within|shortly|soon)\b",
    r"\b(?:hold|wait|stay)(?: on| here)? (?:for|while) (?:an?|the|our|i) (?:agent|human|person"
    r"|colleague|representative|specialist|operator|transfer|connect|get|find)",
    r"\bhelp is on (?:its|the) way\b|\byou(?:'re| are)(?: now)? in (?:the|our) queue\b",
)

_HELPER: Final = (
    r"(?:ein(?:e|er)? (?:\w+ )?(?:mitarbeiter\w*|kolleg\w+|mensch|person|agent\w*|berater\w*)"
    r"|jemand|unser (?:\w+ ?)?team|unser (?:kunden)?support)"
)
IN_GERMAN: Final = (
    r"\bich (?:leite|verbinde|stelle|gebe|übergebe|reiche|hole|eskaliere|informiere|vermittle) "
    r"(?:\w+ ){0,2}?(?:sie|dich|ihre?n?|deine?n?|das|es|diese?s?|einen?|jemanden|unser\w*)\b",
    r"\b(?:sie|du|ihre? anfrage|ihr anliegen|das anliegen) (?:werden|wirst|wird|wurden?|ist|sind)"
    r" (?:\w+ ){0,4}?(?:verbunden|weitergeleitet|übergeben|durchgestellt|eskaliert"
    r"|weitergegeben)",
    rf"\b{_HELPER} (?:wird|meldet|kümmert|übernimmt|antwortet|ruft|kontaktiert|ist unterwegs)",
    r"\bwir melden uns\b",
    r"\b(?:habe|haben) (?:\w+ ){0,5}?"
    r"(?:weitergeleitet|weitergegeben|informiert|übergeben|eskaliert)\b",
)

_AIDE: Final = (
    r"(?:une? (?:de nos )?(?:\w+ )?(?:conseill\w+|agents?|collègues?|humain|personne|spécialiste"
    r"|expert)s?|quelqu'un|notre (?:équipe|service client|support))"
)
IN_FRENCH: Final = (
    r"\bje (?:vous |te |vais vous |vais te )(?:transf[eèé]re\w*|met\w* en (?:relation|contact)"
    r"|passe\w*|connecte\w*|redirige\w*|oriente\w*)",
    r"\bje (?:transmets|transfère|fais suivre|vais (?:transmettre|transférer|escalader))\b",
    r"\bj'ai (?:transmis|transféré|escaladé|prévenu|informé)\b",
    r"\b(?:vous|votre (?:demande|question|conversation)) (?:allez être|serez|sera|êtes|est"
    r"|a été|va être) (?:\w+ ){0,2}?(?:transf[eé]r\w+|mis\w* en (?:relation|contact)|redirig\w+"
    r"|transmis\w*|connect\w+)",
    rf"\b{_AIDE} (?:va |vous |prend|s'en|arrive|reviendra|prendra|répondra)",
    r"\bnous (?:vous |allons vous )(?:re)?(?:contact|rappel|répond|revien)\w*",
)

_AYUDANTE: Final = (
    r"(?:un[oa]? (?:de nuestros )?(?:\w+ )?(?:agentes?|compañer\w+|humano|persona|especialistas?"
    r"|asesor\w*|representantes?|operador\w*|colegas?)|alguien|nuestro equipo)"
)
IN_SPANISH: Final = (
    r"\b(?:le|te|lo|la|os) (?:transfiero|transferiré|paso|pasaré|conecto|conectaré|comunico"
    r"|comunicaré|derivo|derivaré|redirijo|pongo en contacto|pondré en contacto"
    r"|estoy (?:transfiriendo|conectando|pasando))",
    r"\bvoy a (?:transferir|pasar|conectar|comunicar|derivar|escalar|ponerl|ponert|avisar"
    r"|buscar)\w*",
    r"\b(?:será|serás|serán|está siendo|estás siendo|ha sido|su (?:caso|solicitud|consulta) "
    r"(?:será|fue|ha sido)) (?:transferid|conectad|derivad|escalad|redirigid|enviad|asignad)\w+",
    rf"\b{_AYUDANTE} (?:le |te |se |lo |la |va a )*(?:contactará|atenderá|responderá|pondrá"
    r"|ayudará|llamará|contactar|atender|responder|llamar|escribirá|revisará|encargará)",
    r"\b(?:nos|me) (?:pondremos|pondré) en contacto\b",
    r"\bhe (?:escalado|transferido|pasado|derivado|avisado|enviado)\b",
)
