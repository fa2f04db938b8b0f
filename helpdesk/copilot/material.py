"""What a suggestion may rest on: lines of the conversation, articles, and facts, in one list.

Each source has a number in the prompt, and words that are checked against. What a model is given
of it is masked; what gives orders is not given at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from helpdesk.assistant import injection
from helpdesk.assistant.masking import Mask
from helpdesk.conversations.models import Message
from knowledge.retrieving import Hit

LINES_TOLD = 40
LINE_SHOWN = 600
_WHO = {
    str(Message.Sender.CONTACT): _("Customer"),
    str(Message.Sender.ASSISTANT): _("Assistant"),
    str(Message.Sender.AGENT): _("Agent"),
    str(Message.Sender.SYSTEM): _("System"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """``words`` as they are; ``seq`` of the entry, or ``title`` and ``url`` of an article."""

    words: str
    title: str = ""
    url: str = ""
    seq: int = 0
    is_article: bool = False

    @property
    def kept(self) -> dict[str, str | int]:
        """As a suggestion names it."""
        return {"title": self.title, "url": self.url, "seq": self.seq}

    @classmethod
    def of_hit(cls, hit: Hit) -> "Source":
        words = f"{hit.article_title}\n{hit.text}"
        return cls(words, hit.article_title, hit.url, is_article=True)


def lines_of(conversation_id: int) -> list[Source]:
    """The latest lines that both sides said, oldest first, each with who said it; no notes."""
    spoken = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.MESSAGE)
    latest = spoken.exclude(body="").order_by("-seq").values_list("seq", "sender", "body")
    return [
        Source(f"{_WHO[sender]}: {body[:LINE_SHOWN]}", title=_WHO[sender], seq=seq)
        for seq, sender, body in reversed(latest[:LINES_TOLD])
        if not (sender == Message.Sender.CONTACT and injection.suspicion(body).is_likely)
    ]


def masked(sources: Sequence[Source], mask: Mask) -> list[str]:
    """What leaves of them, in their order."""
    return [
        mask.hide_passage(source.words, place) if source.is_article else mask.hide_own(source.words)
        for place, source in enumerate(sources)
    ]
