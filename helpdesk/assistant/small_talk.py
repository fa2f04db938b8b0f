"""Greetings, thanks, a plain yes or no, "it's broken": answered simply, never searched for."""

from enum import StrEnum

from escalation.facts.reading import tokens
from helpdesk.assistant.answering.answer import Answer

TALK_TO_PERSON = "Talk to a person"


class Kind(StrEnum):
    """What a message of nothing but common words does."""

    GREETING = "greeting"
    THANKS = "thanks"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    NOTED = "noted"
    GOODBYE = "goodbye"
    UNCLEAR = "unclear"
    # Nothing but files, which the assistant cannot open.
    FILES = "files"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A message is small talk when every word of it is a key word, its company, or a filler.
_FILLERS = _words(
    "a again all also and for from i it it's its just me much my now of please really so that "
    "that's thats the there this to too very was you your"
)
_HELPED = _words("solved works worked working helped fixed")
_KEYS: dict[Kind, frozenset[str]] = {
    Kind.NOT_SOLVED: _words("no nope nah not didn't didnt doesn't doesnt"),
    Kind.SOLVED: _words("yes yep yeah yup") | _HELPED,
    Kind.THANKS: _words("thanks thank thx ty cheers perfect great awesome brilliant"),
    Kind.NOTED: _words("ok okay alright right fine understood got"),
    Kind.GOODBYE: _words("bye goodbye ciao later"),
    Kind.GREETING: _words(
        "hi hello hey hiya howdy greetings morning afternoon evening hallo hola bonjour"
    ),
    Kind.UNCLEAR: _words("help problem problems issue issues question broken error stuck trouble"),
}
_COMPANY: dict[Kind, frozenset[str]] = {
    Kind.NOT_SOLVED: _words("did does help solve work yet sorry") | _HELPED,
    Kind.SOLVED: _words("did does ok okay thanks thank great perfect"),
    Kind.THANKS: _words("no ok okay lot lots bye cool nice good lovely got have day quick answer"),
    Kind.NOTED: _words("good see will try do"),
    Kind.GOODBYE: _words("see have nice good day talk thanks no"),
    Kind.GREETING: _words("good day team everyone anyone somebody are how is today"),
    Kind.UNCLEAR: _words(
        "hi hello hey have got need want can could with an is i'm im i've something"
    ),
}

# "It doesn't work" with no answer before it: of what?
_COMPLAINTS = _words("help solve work") | _HELPED

SORRY = (
    "I'm sorry that did not solve it. Tell me in a sentence what you see or what you tried, "
    "and I will look again. Or let a person take over."
)
CANNOT_OPEN = "Your file has arrived. I cannot open files, but a person on our team can."
_REPLIES: dict[Kind, tuple[str, ...]] = {
    Kind.GREETING: (
        "Hello! What can I help you with?",
        "I'm here. Tell me in a sentence what you would like to know or do.",
    ),
    Kind.THANKS: (
        "You're welcome! Is there anything else?",
        "Glad to help. Write again whenever you like.",
    ),
    Kind.SOLVED: (
        "Good to hear. Is there anything else?",
        "Good. Write again whenever you like.",
    ),
    Kind.NOTED: ("Good. Is there anything else?", "I'm here when you need me."),
    Kind.NOT_SOLVED: (SORRY,),
    Kind.GOODBYE: ("All right. Write again whenever you like.", "Goodbye!"),
    Kind.UNCLEAR: (
        "I'd like to help. What were you doing, and what did you see or expect? "
        "A sentence is enough. Or let a person take over.",
    ),
    Kind.FILES: (
        f"{CANNOT_OPEN} Tell me in a sentence what it is about, and I will try to help. "
        "Or let a person look at it.",
    ),
}
# What asks the customer for more. Said as often as there are replies; then a person is better.
_ASKING = (Kind.GREETING, Kind.NOT_SOLVED, Kind.UNCLEAR, Kind.FILES)
# Where a person may well be the better help.
STUCK = (Kind.NOT_SOLVED, Kind.UNCLEAR, Kind.FILES)

# A message of signs alone; any other, such as "???", is no small talk.
_SMILES = ("👍", "🙏", "😊", "🙂", "😀", "❤", "👌", "🎉")
_UNASKED = {Kind.NOT_SOLVED: Kind.GOODBYE, Kind.SOLVED: Kind.NOTED}


def kind_of(text: str, *, after_answer: bool, had_answer: bool = False) -> Kind | None:
    """Which small talk the whole message is; None when it says anything else.

    Only straight after an answer do "yes" and "no" say whether it helped; otherwise they answer
    "is there anything else?". "It does not work" speaks of the last answer that they had, if any.
    """
    words = set(tokens(text))
    if not words and any(sign in text for sign in _SMILES):
        return Kind.NOTED
    for kind, keys in _KEYS.items():
        if words & keys and words <= keys | _COMPANY[kind] | _FILLERS:
            return kind if after_answer else _unasked(kind, words, had_answer=had_answer)
    return None


def _unasked(kind: Kind, words: set[str], *, had_answer: bool) -> Kind:
    """What a yes or no means when there was no answer straight before it."""
    if kind is Kind.NOT_SOLVED and words & _COMPLAINTS:
        return kind if had_answer else Kind.UNCLEAR
    return _UNASKED.get(kind, kind)


def reply(kind: Kind, *, said_before: int) -> Answer | None:
    """A short answer, another one the second time.

    None when somebody greets, says no or stays unclear once more than there are replies: they
    want something that small talk does not give. Courtesies may go on for ever.
    """
    replies = _REPLIES[kind]
    if said_before >= len(replies) and kind in _ASKING:
        return None
    return Answer(
        text=replies[said_before % len(replies)],
        confidence=1.0,
        grounded=True,
        quick_replies=(TALK_TO_PERSON,) if kind in STUCK else (),
        small_talk=kind,
    )
