"""Lets an agent read along while a model writes: sentence by sentence, each once it is backed.

The frames go to inboxes alone, may be lost, and are never the suggestion: that is stored.
"""

from collections.abc import Sequence

from helpdesk.assistant.grounding import check, settled
from helpdesk.assistant.masking import Mask
from helpdesk.copilot.models import Suggestion
from helpdesk.live import hints


class Aloud:
    """One suggestion, said aloud as it comes in."""

    def __init__(self, suggestion: Suggestion, told: Sequence[str], mask: Mask) -> None:
        self._suggestion = suggestion
        self._told = told
        self._mask = mask
        self._draft = ""
        self._checked = 0

    def hear(self, text: str) -> None:
        """The model went on so."""
        self._draft += text
        whole = settled(self._draft)
        if len(whole) == self._checked:
            return
        self._checked = len(whole)
        checked = check(whole, self._told, self._mask)
        if checked.is_grounded:
            self._say(self._mask.shown(checked.text))

    def _say(self, text: str) -> None:
        frame = {"type": "copilot", "suggestion": self._suggestion.public_id, "text": text}
        hints.whisper_desk(self._suggestion.conversation_id, frame)
