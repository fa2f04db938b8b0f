"""Does it sound like a fault of the product, for which somebody must look inside?"""

from typing import Final

from escalation.facts.phrases import heard_in, phrase
from escalation.facts.values import Signal
from escalation.signals.learnt import USUAL, Heard

_PART: Final = r"(?:app|site|website|page|button|screen|software|program|system|dashboard|form)"
_PHRASES: Final = (
    phrase(0.9, r"\b(?:stack ?trace|traceback|unhandled exception|null pointer|segfault)\b"),
    phrase(0.9, r"\berror (?:code )?#?\d{3,}\b|\b5\d\d (?:error|internal)|internal server error"),
    phrase(0.9, r"\bkeeps? (?:on )?(?:crashing|freezing|failing|hanging|logging me out)\b"),
    phrase(0.9, rf"\b{_PART} (?:just )?(?:crash|freez|froze|hang)\w*"),
    phrase(0.9, r"\b(?:blank|white|black) (?:page|screen)\b"),
    phrase(0.9, r"\b(?:a|this|the|another) (?:bug|glitch)\b|\bseems? buggy\b"),
    phrase(0.9, r"\b(?:stopped working|used to work)\b|\bsince (?:the|your) (?:last )?update\b"),
    phrase(0.9, r"\bnothing happens (?:when|if|after)\b"),
    phrase(0.9, r"\b(?:fehlermeldung|stürzt (?:immer )?ab|message d'erreur|mensaje de error)\b"),
    phrase(0.6, rf"\b{_PART} (?:is|does|will|wo)(?:n't| not) (?:work|load|respond|open)\w*"),
    phrase(0.6, r"\berror message\b|\bis broken\b"),
)

# What was learnt hardly carries over to another company (docs/signals.md): alone it stays below
# the usual threshold, and counts where a tenant lowers that.
_LEARNT: Final = 0.85


def bug_suspicion(text: str, heard: Heard) -> Signal:
    """How much it sounds like a fault (0–1): by its words, or by what was learnt."""
    said, learnt = heard_in(text, _PHRASES), min(heard.score("bug_report"), _LEARNT)
    if said.score >= learnt or learnt < USUAL:
        return said
    return Signal(round(learnt, 3), heard.words("bug_report"))
