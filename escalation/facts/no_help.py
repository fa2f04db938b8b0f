"""Does the customer say that an answer did not help? In four languages, by phrases."""

import re
from typing import Final

from escalation.facts.reading import plain

_MACHINE: Final = r"(?:chatbot|bot|robot|machine|assistant|ai)"
_IN_ENGLISH: Final = (
    r"\b(?:(?:did|does|do|has|is|was)(?: not|n't|nt)|not|no|never|isnt|doesnt|didnt) "
    r"(?:really |actually |even )?(?:help\w*|work\w*|solve\w*|fix\w*|answer\w*|"
    r"what i (?:asked|meant|mean)|(?:my|the) (?:question|problem|issue)|right|useful"
    r"|change anything|listening|any difference|difference|luck)\b",
    r"\b(?:already|have) tried\b|\btried (?:that|this|it|all)\b",
    r"\b(?:did|done) (?:that|this|it) already\b",
    r"\bsame (?:error|problem|issue|thing|result|answer)\b|\bnothing (?:has )?changed\b",
    r"\bstill (?:not|no|the same|broken|happening|fail(?:s|ing)|doesn't|does not|can't|cannot|isn't"
    r"|won't)\b",
    r"\byou (?:don't|do not|didn't) understand\b|\byou (?:keep|are) (?:just )?repeating\b",
    r"\b(?:that's|thats|that is|this is) (?:wrong|not it|useless|no help)\b|\bwrong answer\b",
    rf"\b(?:stupid|useless|dumb|idiotic|worthless) {_MACHINE}\b",
    rf"\b{_MACHINE} is (?:so |just |totally |completely )?(?:stupid|useless|dumb|worthless)\b",
    r"^\W*(?:wrong|useless|nope|not helpful|no help|no it (?:didn't|doesn't))\W*$",
)
_IN_GERMAN: Final = (
    r"\b(?:nicht|nichts|nie|kein(?:e|en)?) (?:wirklich |mehr )?(?:geholfen|hilfe|gelöst|verstanden"
    r"|meine frage|geklappt|gefragt|gemeint|weiter)\b",
    r"\b(?:hilft|funktioniert|klappt|geht|stimmt|löst) (?:\w+ ){0,3}?nicht\b",
    r"\bschon (?:alles )?(?:versucht|probiert|gemacht)\b|\bfalsche antwort\b",
    r"\b(?:immer noch|weiterhin) (?:dasselbe|das gleiche|der (?:gleiche|selbe)|kaputt|nicht)\b",
)
_IN_FRENCH: Final = (
    r"\bne? ?(?:m'|me |marche|fonctionne|résout|répond|change)(?:\w+ ){0,2}?\w* ?(?:pas|rien)\b"
    r"|\bn'(?:a|est|y a|ai) (?:\w+ ){0,2}?(?:pas|rien)\b|\bdéjà (?:essayé|fait)\b",
    r"\btoujours (?:le même|la même|pas|en panne)\b|\bmauvaise réponse\b",
)
_IN_SPANISH: Final = (
    r"\bno (?:me |lo |se )?(?:ayud\w+|sirv\w+|funcion\w+|solucion\w+|resuel\w+|respond\w+"
    r"|es lo que|cambió|entiende\w*)\b",
    r"\bya (?:lo |la )?(?:intenté|probé|hice|he (?:intentado|probado|hecho))\b",
    r"\bsigue (?:igual|sin|fallando|el mismo)\b|\brespuesta equivocada\b",
)
_NO_HELP: Final = re.compile(
    "|".join((*_IN_ENGLISH, *_IN_GERMAN, *_IN_FRENCH, *_IN_SPANISH)).replace(" ", r"\s+")
)


def said_no_help(text: str) -> str:
    """The words by which the customer says that it did not help; empty when there are none."""
    found = _NO_HELP.search(plain(text))
    return found[0].strip() if found else ""
