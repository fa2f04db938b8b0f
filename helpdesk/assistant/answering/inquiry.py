"""What is asked of the assistant, and the terms on which it may answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from escalation.policy.values import PolicySpec
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.models import AssistantSettings


@dataclass(frozen=True, slots=True)
class Hearer:
    """The customer who reads along: in which conversation, and as whose turn.

    ``would_say``: whether this draft would be sent as things stand. ``about`` is the number of
    the message that is answered, ``fence`` the ownership under which it may be.
    """

    conversation_id: int
    about: int
    fence: int
    would_say: Callable[[Answer], bool]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """``earlier``: the questions before this one; ``before``: what both sides said, oldest first.

    ``seconds`` is a model's limit; ``settings`` say which model, ``policy`` what may be said.
    """

    question: str
    settings: AssistantSettings
    earlier: Sequence[str] = ()
    before: Sequence[str] = ()
    seconds: float = 0.0
    hearer: Hearer | None = None
    policy: PolicySpec = field(default_factory=PolicySpec)

    @property
    def conversation_id(self) -> int | None:
        return self.hearer.conversation_id if self.hearer else None
