"""From names to rows: the agents, teams, rules and articles that past conversations speak of."""

from dataclasses import asdict, dataclass
from typing import Any

from escalation.deciding import Decision, Facts
from escalation.models import Team
from escalation.rulebook import Policy, current_policy
from helpdesk.agents.models import Agent
from helpdesk.demo.past.records import Entry
from knowledge.models import Article, Passage

QUOTED = 500


@dataclass(frozen=True, slots=True)
class Ledger:
    """The bound tenant's rows, read once."""

    agents: dict[str, Agent]
    teams: dict[str, Team]
    policy: Policy
    articles: dict[str, Article]
    first_passages: dict[int, Passage]

    @classmethod
    def of_bound_tenant(cls) -> "Ledger":
        articles = Article.objects.exclude(external_id=None).select_related("collection")
        passages = Passage.objects.filter(position=0).defer("embedding", "tsv")
        return cls(
            agents={agent.email: agent for agent in Agent.objects.all()},
            teams={team.name: team for team in Team.objects.all()},
            policy=current_policy(),
            articles={str(article.external_id): article for article in articles},
            first_passages={one.article_id: one for one in passages if one.article_id},
        )

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The rules of the day, as a turn keeps them."""
        return [asdict(rule) for rule in self.policy.spec.rules]

    def said(self, entry: Entry) -> dict[str, Any]:
        """What stands beside an entry; with what the assistant said, the policy of the day."""
        data = self.with_sources(entry.data, entry.body)
        by_policy = entry.sender == "assistant" or data.get("event") == "handed_off"
        return {**data, "policy": self.policy.number} if by_policy else data

    def sources(self, article_id: str, quote: str) -> list[dict[str, str]]:
        """The source under an answer, with the words it lent; none for ""."""
        if not article_id:
            return []
        article = self.articles[article_id]
        source = {
            "id": article.public_id,
            "title": article.heading,
            "url": article.get_absolute_url(),
        }
        return [{**source, "quote": quote[:QUOTED]} if quote else source]

    def with_sources(self, data: dict[str, Any], quote: str) -> dict[str, Any]:
        """The same data with the articles' own ids replaced by what screens show."""
        if not data.get("sources"):
            return data
        found = [self.sources(source["id"], quote) for source in data["sources"]]
        return {**data, "sources": [source for one in found for source in one]}

    def with_shelf(self, case: dict[str, Any]) -> dict[str, Any]:
        """A case that no topic names is labelled by the collection of its last source."""
        shelves = {one.public_id: one.collection for one in self.articles.values()}
        shelf = shelves.get(case["sources"][-1]["id"]) if case["sources"] else None
        if case["category"]["by"] or shelf is None:
            return case
        return {**case, "category": {**case["category"], "label": shelf.name, "by": "collection"}}

    def passages(self, article_id: str) -> list[dict[str, Any]]:
        """What the search would have found first."""
        if not article_id:
            return []
        passage = self.first_passages.get(self.articles[article_id].pk)
        if passage is None:
            return []
        return [{"passage": passage.pk, "title": passage.title, "heading": passage.heading_path}]

    def facts(self, facts: Facts) -> dict[str, Any]:
        return asdict(facts)

    def decision(self, decision: Decision | None) -> dict[str, Any] | None:
        """The decision as the turn keeps it, with the team's own number."""
        if decision is None:
            return None
        teams = {rule.name: rule.team_id for rule in self.policy.spec.rules}
        named = {"team_id": teams.get(decision.rule_name), "policy_version": self.policy.number}
        return {**asdict(decision), **named}
