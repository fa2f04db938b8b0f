"""Ask for every address that the URL confs know, as everybody who may come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from knowledge import publishing
from knowledge.models import Article, Collection
from tests.addresses import filled, patterns
from tests.cast import Company

PLATFORM_HOST = "localhost"
UNKNOWN_HOST = "nobody.localhost"


@dataclass(frozen=True)
class Visit:
    """One request and what came back."""

    who: str
    method: str
    pattern: str
    answer: Any

    def __str__(self) -> str:
        return f"{self.who} {self.method} /{self.pattern}: {self.answer.status_code}"

    @property
    def policy(self) -> dict[str, list[str]]:
        """The Content-Security-Policy by directive."""
        text = self.answer.headers.get("Content-Security-Policy", "")
        parts = [part.split() for part in text.split(";") if part.strip()]
        return {part[0]: part[1:] for part in parts}


class Furniture:
    """What a company shows: an article on a shelf, and a conversation."""

    def __init__(self, company: Company, conversation: Conversation) -> None:
        self.conversation = conversation
        with company.bound():
            shelf = Collection.objects.create(name="Billing", slug="billing")
            draft = publishing.create(title="Refunds", body="Ask us.", collection=shelf)
            self.article: Article = publishing.publish(draft.id)

    def values(self, pattern: str) -> dict[str, str]:
        """What stands in the parts of an address."""
        is_article = pattern.startswith("help/") or "articles" in pattern
        public_id = self.article.public_id if is_article else self.conversation.public_id
        return {
            "public_id": public_id,
            "conversation": self.conversation.public_id,
            "id": public_id,
            "slug": "billing" if "collections" in pattern else self.article.slug,
            "language": "en",
            "token": "forged",
            "file": "nothing",
            "seq": "1",
            "sheet": "tags",
            "object_id": "1",
            "item_id": "1",
            "number": "1",
            "promise": "nothing",
            "suggestion": "nothing",
            "macro": "nothing",
            "held": "nothing",
            "changed_id": "1",
            "name": "logo.png",
            "version_asked": "1",
            "anything": "nothing",
            "app_label": "knowledge",
            "content_type_id": "1",
            "url": "nothing",
        }


def company_visits(company: Company, furniture: Furniture, agents: list[Agent]) -> Iterator[Visit]:
    """Every address of the company's host, by GET, as a stranger and as each of ``agents``."""
    browsers = {"a stranger": company.client()}
    browsers |= {f"the {agent.role}": company.client(agent) for agent in agents}
    for who, client in browsers.items():
        client.raise_request_exception = False
        for pattern in patterns():
            address = filled(pattern, furniture.values(pattern))
            yield Visit(who, "GET", pattern, client.get(address))


def platform_visits(furniture: Furniture, client: Client, who: str) -> Iterator[Visit]:
    """Every address of the platform's own host, by GET."""
    client.raise_request_exception = False
    for pattern in patterns("helpdesk.public_urls"):
        address = filled(pattern, furniture.values(pattern))
        yield Visit(who, "GET", f"{pattern} (platform)", client.get(address))


def unknown_visits(furniture: Furniture) -> Iterator[Visit]:
    """The same addresses on a host that leads nowhere."""
    client = Client(HTTP_HOST=UNKNOWN_HOST)
    for pattern in patterns():
        address = filled(pattern, furniture.values(pattern))
        yield Visit("nowhere", "GET", pattern, client.get(address))
