"""The ways in which orders to an assistant are written, each with how telling it is."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """``chance``: that a text with the pattern is an order, all else unknown."""

    pattern: re.Pattern[str]
    chance: float


def _sign(chance: float, pattern: str) -> Sign:
    return Sign(re.compile(pattern, re.MULTILINE), chance)


# What attacks speak of when they mean what the assistant was told.
_TOLD = (
    r"(?:instructions?|directions?|directives?|rules?|prompts?|guidelines?|commands?|orders?"
    r"|constraints?|restrictions?|polic(?:y|ies)|programming|training|guardrails?|filters?)"
)
_EARLIER = (
    r"(?:previous|prior|above|preceding|earlier|initial|original|"
    r"first|former|system|hidden|secret"
    r"|given|existing|current|old|default|safety|your|these|those|everything|all|any)"
)
_FORGET = (
    r"(?:ignore|disregard|forget|neglect|overlook|skip|bypass|override|overrule|drop|discard"
    r"|disobey|do not follow|don't follow|stop following|pay no attention to|cancel|delete|reset)"
)
_SHOW = (
    r"(?:repeat|print|reveal|show|display|output|tell|give|write|"
    r"list|recite|disclose|share|return"
    r"|dump|summari[sz]e|state|provide|leak|explain|describe|translate|copy|quote|type|clarify"
    r"|rephrase|paraphrase|spell|say|expose|echo|reproduce|restate|detail)"
)
_SPEAK = (
    r"(?:say|respond|reply|answer|output|print|write|type|return|"
    r"speak|begin|start|end|finish)"
)
# Between the words of a phrase, as far as a phrase goes.
_FEW = r"(?:\W+\w+){0,4}?\W+"
_SOME = r"(?:\W+\w+){0,8}?\W+"

MESSAGE_SIGNS = (
    # Forget what you were told
    _sign(0.9, rf"\b{_FORGET}\b{_FEW}{_EARLIER}\b{_FEW}{_TOLD}\b"),
    _sign(
        0.8,
        rf"\b{_FORGET}\b(?!{_FEW}(?:my|our)\b){_FEW}(?:previous|prior|above|preceding|initial) "
        r"(?:text|sentence|message|question|input|paragraph|conversation|context|statement|chat"
        r"|content|task|request|prompt|line|section|information)s?\b",
    ),
    _sign(
        0.8,
        rf"\b{_FORGET}\b{_FEW}{_TOLD} (?:above|before|so far|you (?:were|"
        rf"have|got|had))\b",
    ),
    _sign(
        0.85,
        rf"\b{_FORGET}\b (?:all |everything |anything )+(?:of )?(?:that|"
        rf"what|you|said|above|before)",
    ),
    _sign(
        0.6,
        rf"\b(?:new|updated|real|actual|following|extra|additional) {_TOLD}\s*(?:[:=]|"
        rf"are\b|is\b)",
    ),
    _sign(
        0.8,
        r"\b(?:ignoriere?|vergiss|ignora|olvida|oublie[zr]?|ignorez|esqueça|negeer|zignoruj)\b"
        r"(?:\W+\w+){0,4}\W+(?:anweisung|regeln|vorherig|instruc|"
        r"instruk|règles|reglas|regole|instrucc)",
    ),
    # Show what you were told
    _sign(
        0.8,
        rf"\b{_SHOW}\b{_SOME}(?:your|the|all|system|initial|original|"
        rf"previous|above|prior|full|entire|exact|hidden|secret)"
        rf" (?:\w+ )?(?:system |initial |original |hidden |secret |"
        rf"previous |exact |full |entire )?(?:instructions?|prompts?|"
        rf"system messages?|pre-?prompt|directives?)\b",
    ),
    _sign(
        0.6,
        rf"\b{_SHOW}\b{_FEW}(?:everything|all|any|anything|the (?:text|"
        rf"words?|sentences?|lines?|paragraphs?|message|content)|"
        rf"what(?:ever)?)"
        r"(?: \w+){0,4} (?:above|before this|so far|preceding|"
        r"prior to this|you were told|you were given|came before)\b",
    ),
    _sign(
        0.75,
        r"\b(?:system|initial|hidden|secret|original|pre|starting|"
        r"developer) ?-?(?:prompt|message|instructions?)\b",
    ),
    _sign(
        0.5,
        r"\bwhat(?:'s| is| are| were) (?:your|the) (?:\w+ ){0,2}(?:instructions|"
        r"prompt|rules|directives|guidelines)\b",
    ),
    _sign(
        0.6,
        rf"\b{_SHOW}\b{_FEW}(?:secret|access|security|master|admin|"
        rf"correct) (?:\w+ )?(?:code|key|password|phrase|word)\b",
    ),
    _sign(0.35, r"\b(?:secret|access) (?:code|key|phrase|word)\b"),
    # Be somebody else
    _sign(
        0.7,
        r"\b(?:you are|you're|you will be|you shall be|you must be) (?:now(?! \w+ing\b"
        r"| (?:no|ready|able|set|done|in|on|logged)\b)|"
        r"no longer|not an? (?:ai|assistant|language)|going to (?:act|"
        r"play|pretend|be))\b",
    ),
    _sign(
        0.7,
        r"\b(?:act|behave|roleplay|role-play|pretend|respond|"
        r"speak|pose)(?: \w+)? (?:as|like|to be|that you(?:'re|"
        r" are)|as if)"
        r" (?:you|an?|the|my|if)\b.{0,60}?\b(?:ai|bot|chatgpt|"
        r"gpt|model|assistant|character|linux|terminal|unrestricted|"
        r"hacker|persona|machine|dan|evil|no (?:rules|limits))\b",
    ),
    _sign(
        0.5,
        r"\b(?:pretend|imagine|suppose|act as (?:if|though)|let's (?:play|"
        r"roleplay))\b.{0,40}\byou\b",
    ),
    _sign(0.4, r"\bfrom (?:now|this (?:point|moment)) on(?:wards?)?\b"),
    _sign(
        0.4,
        r"\byou (?:are|will be|shall be) (?:an?|the|my) [\w ,-]{0,40}?(?:ai|"
        r"bot|assistant|model|expert|fan|machine|program|character|"
        r"persona|function|terminal|interpreter)\b",
    ),
    _sign(
        0.6,
        r"\b(?:jailbreak|jailbroken|do anything now|dan mode|"
        r"developer mode|god mode|unfiltered|uncensored|no (?:ethical|"
        r"moral|content) \w+|without (?:any )?(?:restrictions|"
        r"limitations|censorship|filters))\b",
    ),
    _sign(0.5, r"\b(?:stay|remain|never break|break) (?:in |of )?character\b|\bin character\b"),
    _sign(
        0.5,
        r"\b(?:openai|chatgpt|gpt-?\d|llm|large language model|"
        r"language model)\b.{0,80}\b(?:rules?|polic|must|never|"
        r"ignore|restrict|pretend|free)",
    ),
    # Pretend that the talk is over, or somebody else's
    _sign(
        0.7,
        r"<\|.{0,20}?\|>|\[/?inst\]|<</?sys>>|<<<\s*end|</?(?:system|instructions?|user|prompt)>",
    ),
    _sign(
        0.7,
        r"(?:[=#%*\-~\[{<]{2,}|^)\s*(?:begin|end|start|stop)\b[\w /-]{0,40}\b(?:input"
        r"|output|instructions?|prompts?|rules|context|user|system|"
        r"section|text|message|session|authentication)\b",
    ),
    _sign(
        0.6,
        r"^\W{0,6}(?:system|assistant|developer|admin(?:istrator)?|"
        r"root|new instructions?|instructions?|important instructions?)\W{0,4}(?:mess"
        r"age|override|note|update|prompt)?\s*:",
    ),
    _sign(0.5, r"[=%#@*_~-]{6,}\s*\n"),
    _sign(
        0.5,
        r"\b(?:override|admin(?:istrator)?|debug|maintenance|"
        r"test|root|sudo) (?:mode|access|override|command|protocol)\b",
    ),
    _sign(
        0.5,
        r"\bas (?:your|the|a|an) (?:\w+ )?(?:developer|administrator|"
        r"creator|admin|programmer|engineer|owner|boss|supervisor)\b",
    ),
    # Say just this
    _sign(
        0.55,
        rf"\b{_SPEAK}\b(?: \w+){{0,3}} (?:only|just|exactly|simply|"
        rf"nothing but|precisely|solely|verbatim|always)\b",
    ),
    _sign(
        0.5,
        rf"\b(?:only|just|always|must|simply|exactly) (?:ever )?{_SPEAK}\b(?! (?:to|"
        rf"back|me|us)\b)",
    ),
    _sign(
        0.55,
        rf"\b{_SPEAK}\b{_FEW}(?:response|answer|message|reply|output|sentence) (?:\w+ )?with\b",
    ),
    _sign(
        0.5,
        r"\b(?:say|respond|reply|answer|output|print|write|type)\b(?: \w+){0,4}\W{0,3}"
        r"[\"'“`«][^\"'”`»]{2,60}[\"'”`»]",
    ),
    _sign(
        0.45,
        r"\b(?:access granted|access denied|say yes|do not say|"
        r"don't say|never say|do not (?:mention|respond|answer|"
        r"reply|reveal|output))\b",
    ),
    _sign(
        0.45,
        r"\b(?:no matter what|under (?:any|no) circumstances?|"
        r"regardless of (?:what|the|any)|at all costs?)\b",
    ),
    _sign(
        0.4,
        r"\b(?:do not|don't|without|no|never)\b(?: \w+){0,2} (?:explain|"
        r"explanations?|additional (?:text|words|comments?)|other (?:text|"
        r"words|output)|anything else|further comment|extra)",
    ),
    _sign(
        0.4,
        r"\b(?:in|using|with) (?:only )?(?:one|two|three|a single|"
        r"\d+) words?\b.{0,20}\bonly\b|\b(?:one|single|two|2|"
        r"1)[- ]word (?:answer|response|reply|only)",
    ),
    _sign(
        0.4,
        r"\b(?:your (?:only |sole |new |default )?(?:task|purpose|"
        r"job|role|goal|objective|response|output|answer) (?:is|"
        r"will be|shall be|should be|must be))\b",
    ),
    _sign(
        0.35,
        r"\b(?:you (?:must|shall|have to|will|should|are to|need to)(?: \w+)?) (?:obe"
        r"y|comply|follow|ignore|forget|respond|say|output|print|"
        r"answer|repeat|refuse|never|always|only)\b",
    ),
    _sign(
        0.4,
        r"\b(?:base64|rot13|caesar|hex(?:adecimal)?|morse|leetspeak|"
        r"pig latin|reverse(?:d)?)\b.{0,60}\b(?:decode|encode|"
        r"instruction|message|following|prompt|repeat|output|"
        r"write)\b"
        r"|\b(?:decode|encode)\b.{0,40}\b(?:base64|rot13|hex|morse)\b",
    ),
    _sign(
        0.45,
        r"(?:\"[^\"\n]{1,12}\"\s*\+\s*){2,}|\b(?:print|console\.log|"
        r"system\.out|def |return |eval|exec)\s*\(",
    ),
    _sign(0.5, r"(\b[\w<|>\[\]]{1,20}\b\W{1,3})\1{6,}"),
)

# In an article: whoever answers is told what to say. To a reader it would say what to do.
SPEECH_SIGNS = (
    _sign(
        0.7,
        r"\b(?:say|respond|reply|answer|output|speak)\b(?: \w+){0,3} "
        r"(?:only|exactly|just|nothing|simply|always|as if|in the (?:style|voice) of)\b",
    ),
    _sign(
        0.7,
        r"(?<!let's )\b(?:say|respond|reply|answer|output)\b(?: \w+){0,4}\W{0,3}[\"“`"
        r"«'][^\"”`»']{2,60}",
    ),
    _sign(
        0.7,
        r"\b(?:the )?(?:assistant|chatbot|ai|language model|virtual agent|"
        r"whoever answers)\b.{0,40}\b(?:must|should|shall|has to|"
        r"may not|will|needs to)\b",
    ),
    _sign(
        0.7,
        r"\b(?:tell|inform|convince|persuade|ask) (?:the |every |"
        r"all |any )?(?:user|customer|visitor|person|reader|client)s?\b",
    ),
    _sign(
        0.7,
        rf"\b(?:in|with|at the (?:end|start|beginning) of|before|"
        rf"after) (?:your|every|each|the|any) (?:answer|response|"
        rf"reply|output|message)s?\b.{{0,60}}\b(?:include|add|"
        rf"append|mention|say|write|insert|put|{_SPEAK})\b"
        r"|\b(?:include|add|append|mention|insert|put)\b.{0,80}\b(?:in|"
        r"to|at the end of) (?:your|every|each|the) (?:answer|"
        r"response|reply|output)s?\b",
    ),
    _sign(
        0.7,
        r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:rules?|"
        r"instructions?|polic(?:y|ies)|everything|above|question|"
        r"passages?|context)\b",
    ),
)
