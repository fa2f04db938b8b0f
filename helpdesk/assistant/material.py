"""What a model is given of a question: words of others, masked, and what it may answer from."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.assistant import injection
from helpdesk.assistant.masking import Mask
from knowledge.retrieving import Hit

# Of the questions before this one.
EARLIER = 2


@dataclass(frozen=True, slots=True)
class Material:
    """``told``: the passages, title first, in the order in which an answer cites them."""

    question: str
    earlier: tuple[str, ...]
    told: tuple[str, ...]
    mask: Mask

    @classmethod
    def of(
        cls, question: str, earlier: Sequence[str], hits: Sequence[Hit], mask: Mask
    ) -> "Material":
        """Nothing of it is the text as it was written: what leaves is what stands here."""
        before = [text for text in earlier[-EARLIER:] if not injection.suspicion(text).is_likely]
        return cls(
            question=mask.hide_own(question),
            earlier=tuple(mask.hide_own(text) for text in before),
            told=tuple(
                mask.hide_passage(f"{hit.article_title}\n{hit.text}", place)
                for place, hit in enumerate(hits)
            ),
            mask=mask,
        )
