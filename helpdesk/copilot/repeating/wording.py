"""The sentence that asks to confirm instead of to repeat, in the language of the draft."""

from typing import Final

from helpdesk.copilot.repeating.finding import Found
from helpdesk.copilot.repeating.noticing import Repeat

# (by whom, in German) → the words; a value that names its kind is told with it.
_WORDS: Final = {
    ("wrote", False): "You wrote that the {label} is {value} – is that still right?",
    ("wrote", True): "Sie schrieben: {label} {value}. Stimmt das noch?",
    ("quoted", False): "You wrote “{value}” – is that still right?",
    ("quoted", True): "Sie schrieben „{value}“. Stimmt das noch?",
    ("ours", False): "We have {value} as the {label} – is that right?",
    ("ours", True): "Wir haben {value} als {label}. Ist das richtig?",
    ("kept", False): "We have {value} as your {label} – is that still right?",
    ("kept", True): "Bei uns steht {value} als {label}. Stimmt das noch?",
    ("earlier", False): "Last time the {label} was {value} – is it about the same?",
    ("earlier", True): "Letztes Mal war es {label} {value}. Geht es um dasselbe?",
}


def confirming(repeat: Repeat) -> str:
    """Words to the customer that may stand in the place of the question."""
    german = repeat.question.is_german
    words = _WORDS[_source(repeat.found), german]
    return words.format(label=label_of(repeat.found, german=german), value=_value(repeat.found))


def label_of(found: Found, *, german: bool) -> str:
    """What the value is, in a word or two; empty for a sentence."""
    if found.slot is not None:
        return found.slot.german if german else found.slot.english
    return found.fact.name.replace("_", " ") if found.fact else ""


def _source(found: Found) -> str:
    if found.fact is not None:
        return "earlier" if found.fact.earlier else "kept"
    if found.line is not None and not found.line.by_contact:
        return "ours"
    return "wrote" if found.slot is not None and found.slot.facts else "quoted"


def _value(found: Found) -> str:
    return found.value.rstrip(" .!") if found.slot is None else found.value
