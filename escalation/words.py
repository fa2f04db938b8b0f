"""What a customer is told when a person takes over, one text for each reason."""

from collections.abc import Mapping
from typing import Final

from escalation.rules import Trigger

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
    Trigger.MODEL_UNAVAILABLE: (
        "I cannot look this up at the moment, so I am passing your question to a person on our "
        "team. They will reply to you here."
    ),
    Trigger.DEADLINE_MISSED: (
        "Thank you for waiting. I am passing your question to a person on our team, "
        "who will reply to you here."
    ),
}
