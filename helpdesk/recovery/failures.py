"""When a conversation has failed its customer: the list, as data. docs/recovery.md states it.

Not every hand-off is a failure. Who asks for a person and gets one was served well; a risk topic
belongs to a person from the start.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from escalation.rules import Trigger


class Failure(TextChoices):
    """What went wrong; the label is read after "Opened because"."""

    FAILED_ATTEMPTS = "failed_attempts", _("answers did not help")
    REPEATED_ANSWER = "repeated_answer", _("the assistant would have repeated itself")
    REPHRASED = "rephrased", _("the customer had to ask the same again")
    UPSET = "upset", _("the customer was upset")
    CONTRADICTED = "contradicted", _("the customer said that it is not solved")
    UNANSWERED = "unanswered", _("nobody answered in time")
    POOR_RATING = "poor_rating", _("the customer rated the help poorly")
    CAME_BACK = "came_back", _("the customer came back with it")
    PROMISE_BROKEN = "promise_broken", _("a promise was broken")


# Hand-offs that are failures, by the trigger of their rule. Any other trigger is none.
BY_TRIGGER: Final[Mapping[str, Failure]] = {
    Trigger.FAILED_ATTEMPTS: Failure.FAILED_ATTEMPTS,
    Trigger.REPEATED_ANSWER: Failure.REPEATED_ANSWER,
    Trigger.REPHRASED_QUESTION: Failure.REPHRASED,
    Trigger.REPEATED_QUESTION: Failure.REPEATED_ANSWER,
    Trigger.NEGATIVE_SENTIMENT: Failure.UPSET,
    Trigger.WORSENING_MOOD: Failure.UPSET,
    Trigger.SHOUTING: Failure.UPSET,
    Trigger.RAGE_CLICKS: Failure.UPSET,
    Trigger.DEADLINE_MISSED: Failure.UNANSWERED,
}
# A score of 1 to 5, after a person helped.
POOR_RATING: Final = 2
CAME_BACK_WITHIN: Final = timedelta(hours=48)
