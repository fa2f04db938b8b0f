"""What a customer is told when a person takes over, one text for each reason."""

from collections.abc import Mapping
from typing import Final

from escalation.rules import Offer, RuleSpec, Trigger

# Calm, in the first person plural, names the next step, blames nobody, promises no time.
USUAL_WORDS: Final[Mapping[Trigger, str]] = {
    Trigger.ASKS_FOR_PERSON: (
        "Of course. I am passing this conversation to our team now. "
        "A person will read it and reply to you here."
    ),
    Trigger.RISK_TOPIC: (
        "This deserves a person’s attention. I am passing the conversation to our team, "
        "with everything you have written, and they will reply to you here."
    ),
    Trigger.NEGATIVE_SENTIMENT: (
        "I am sorry this has been so difficult. I am passing it to a person on our team, "
        "with everything you have written, so that you need not explain it again."
    ),
    Trigger.WORSENING_MOOD: (
        "I notice that I am making this harder rather than easier. I am passing it to a person "
        "on our team, with everything you have written."
    ),
    Trigger.SHOUTING: (
        "I hear that this matters to you. A person on our team is getting the whole "
        "conversation now and will reply to you here."
    ),
    Trigger.RAGE_CLICKS: (
        "It looks as if something there does not do what it should. I am passing this to a "
        "person on our team, who will look at it with you here."
    ),
    Trigger.URGENCY: (
        "I see that this cannot wait. I am passing it to our team as urgent, with everything "
        "you have written, and a person will reply to you here."
    ),
    Trigger.COMPLEXITY: (
        "There is more to this than an article can answer. I am passing all of it to a person "
        "on our team, who will go through it with you here."
    ),
    Trigger.ACCOUNT_CHANGE: (
        "I must not change anything in your account myself. A person on our team who can do it "
        "has your message now and will reply to you here."
    ),
    Trigger.BUG_SUSPICION: (
        "That sounds like a fault on our side. A person on our team will look into it; if you "
        "can, add what you did just before and what you saw."
    ),
    Trigger.BUYING_INTENT: (
        "I am passing this to a colleague who can make you an offer. They have your message and "
        "will write to you here."
    ),
    Trigger.FAILED_ATTEMPTS: (
        "What I suggested has not solved it, so I will not keep you going in circles. "
        "A person on our team has the whole conversation and will take it from here."
    ),
    Trigger.REPHRASED_QUESTION: (
        "I see that I have not answered your question yet. I am passing it to a person on our "
        "team, who will read what you wrote and reply to you here."
    ),
    Trigger.LOW_CONFIDENCE: (
        "I cannot answer this with certainty and would rather not guess. I am passing your "
        "question to a person on our team, who will reply to you here."
    ),
    Trigger.REPEATED_ANSWER: (
        "I would only be repeating myself, and that would not help you. A person on our team "
        "has the whole conversation and will take it from here."
    ),
    Trigger.REPEATED_QUESTION: (
        "I would only be asking you more questions, and you have told me enough. A person on "
        "our team has the whole conversation and will take it from here."
    ),
    Trigger.PROMISED_PERSON: (
        "This is for a person. I am passing the conversation to our team now, with everything "
        "you have written, and they will reply to you here."
    ),
    Trigger.MODEL_UNAVAILABLE: (
        "I cannot look this up at the moment, so I am passing your question to a person on our "
        "team. They will reply to you here."
    ),
    Trigger.DEADLINE_MISSED: (
        "Thank you for waiting. I am passing your question to a person on our team, "
        "who will reply to you here."
    ),
}

# What is said beside it where a rule offers more than to wait here.
OFFERED: Final[Mapping[Offer, str]] = {
    Offer.CALLBACK: "If you would rather be called back, write your number here.",
    Offer.EMAIL: "If you would rather have the answer by e-mail, write your address here.",
}


def words_of(rule: RuleSpec) -> str:
    """What the customer is told by this rule, and which other ways there are."""
    said = rule.words.strip() or USUAL_WORDS[rule.trigger]
    return " ".join([said, *(OFFERED[offer] for offer in rule.offers if offer in OFFERED)])
