"""What an answer is: words, the sources they stand on, and how far to trust them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from escalation.facts.gather import Draft
from helpdesk.assistant.grounding import Claim
from helpdesk.assistant.injection import NOTHING, Suspicion
from knowledge.retrieving import Hit


@dataclass(frozen=True, slots=True)
class Source:
    """An article or snippet behind an answer, with the words it lent."""

    id: str
    title: str
    url: str
    quote: str

    @classmethod
    def of(cls, hit: Hit, quote: str) -> "Source":
        own_id = hit.public_id or f"snippet-{hit.snippet_id}"
        return cls(own_id, hit.article_title, hit.url, quote[:500])


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What became of asking a model. ``problem``: why its words are not used, or ""."""

    name: str = ""
    problem: str = ""
    milliseconds: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)
    # It did not answer at all, which is another matter than an answer that is no good.
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A draft. Empty text means "I don't know"."""

    text: str = ""
    confidence: float = 0.0
    grounded: bool | None = None
    sources: tuple[Source, ...] = ()
    hits: tuple[Hit, ...] = ()
    call: ModelCall = ModelCall()
    # Sentence by sentence what a model said, and why some of it is not in the text.
    claims: tuple[Claim, ...] = ()
    # Whether the question gives orders; then no model is asked.
    suspicion: Suspicion = NOTHING
    quick_replies: tuple[str, ...] = ()
    # Which small talk it is, if it is nothing but that.
    small_talk: str = ""
    # It is a question of ours: what the customer means.
    asks_back: bool = False

    @property
    def article_id(self) -> int | None:
        """The article that was found first, from which it is quoted."""
        return self.hits[0].article_id if self.hits else None

    @property
    def draft(self) -> Draft:
        """The same as the rules look at it. A failed model matters only if it left no answer.

        A question of ours claims nothing of which one could be sure; whatever else is said and
        names no source is not backed.
        """
        claims = bool(self.text) and not (self.small_talk or self.asks_back)
        return Draft(
            text=self.text,
            confidence=None if self.asks_back else self.confidence,
            grounded=self.grounded if self.sources or not claims else False,
            model_available=bool(self.text) or not self.call.failed,
            asks_back=self.asks_back,
        )

    @property
    def data(self) -> dict[str, Any]:
        """What the customer's screen shows beside the text (docs/protocol.md)."""
        return {
            "sources": [
                {"id": one.id, "title": one.title, "url": one.url, "quote": one.quote}
                for one in self.sources
            ],
            "ask_solved": not (self.small_talk or self.asks_back),
            "quick_replies": list(self.quick_replies),
            "confidence": round(self.confidence, 2),
            **({"small_talk": self.small_talk} if self.small_talk else {}),
            **({"asks_back": True} if self.asks_back else {}),
        }
