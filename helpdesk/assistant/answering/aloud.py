"""Let the customer read along while the model writes, as far as what it wrote stands.

A sentence is said once it is whole and a passage backs it, and while nothing before it calls the
answer into question; so nobody reads a claim that is cut a moment later (docs/decisions/0015).
The frames may be lost and are never the answer: that is the stored message, which ends the run.
"""

import secrets

from django.db import DatabaseError

from helpdesk.assistant import prompts
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.inquiry import Hearer, Inquiry
from helpdesk.assistant.grounding import check, promises_more, settled
from helpdesk.assistant.material import Material
from helpdesk.conversations.access import fence_of
from helpdesk.live import hints


class Run:
    """One draft, said aloud as it comes in."""

    def __init__(self, inquiry: Inquiry, quoted: Answer, material: Material) -> None:
        self._material = material
        self._id = secrets.token_hex(6)
        self._draft = ""
        self._said = ""
        # How much of the draft was looked at; most words that come in end no sentence.
        self._checked = 0
        hearer = inquiry.hearer
        # Where what was found is not enough to answer, the model's answer most likely is not.
        self._hearer = hearer if hearer and hearer.would_say(quoted) else None

    def hear(self, text: str) -> None:
        """The model went on so."""
        self._draft += text
        if self._hearer is None:
            return
        if withheld(self._draft):
            self.end("")
            return
        whole = settled(self._draft)
        if len(whole) == self._checked:
            return
        self._checked = len(whole)
        mask = self._material.mask
        checked = check(whole, self._material.told, mask)
        text = mask.shown(checked.text)
        if checked.is_grounded and len(text) > len(self._said):
            self._say(self._hearer, text)

    def end(self, answer: str) -> None:
        """Nothing more is said; what was is taken back unless the answer begins with it."""
        hearer, self._hearer = self._hearer, None
        if hearer and not answer.startswith(self._said):
            self._whisper(hearer, failed=True)

    def _say(self, hearer: Hearer, text: str) -> None:
        if not _may_speak(hearer):
            self.end("")
            return
        place = len(self._said.encode("utf-16-le")) // 2
        self._whisper(hearer, off=place, text=text[len(self._said) :])
        self._said = text

    def _whisper(self, hearer: Hearer, **fields: str | int | bool) -> None:
        frame = {"type": "delta", "run": self._id, "about": hearer.about, **fields}
        hints.whisper_nearby(hearer.conversation_id, frame)


def _may_speak(hearer: Hearer) -> bool:
    """Whether nobody has taken over, as far as is known."""
    try:
        return fence_of(hearer.conversation_id) == hearer.fence
    except DatabaseError:  # reading along is a courtesy; the answer itself can still be saved
        return False


def withheld(draft: str) -> bool:
    """Whether nothing of a text is sent: it says that there is no answer, or promises a deed."""
    return prompts.NO_ANSWER in draft or promises_more(draft)
