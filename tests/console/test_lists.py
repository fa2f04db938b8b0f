"""Lists of things of which a workspace has a few hundred: ten times as many, the same statements.

Such tables are read whole with good reason; what must not happen is a question for each line.
Lists that grow for ever have their plans looked at: ``tests/test_list_pages.py``.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import fill
from escalation.models import RiskTopic, Team
from helpdesk.agents.models import Agent
from helpdesk.api.tokens import issue
from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Conversation, Handoff
from knowledge.models import Article, Collection, Feedback, Snippet
from tenants import hosts
from tenants.context import in_public
from tenants.models import Domain, Tenant
from tenants.work.models import Job
from tests.cast import PASSWORD, Company

FEW, MANY = 2, 20

PAGES = [
    "/help/",
    "/help/collections/all/",
    "/help/sitemap.xml",
    "/admin/",
    "/admin/agents/agent/",
    "/admin/api/apitoken/",
    "/admin/assistant/turn/",
    "/admin/conversations/handoff/",
    "/admin/escalation/risktopic/",
    "/admin/escalation/team/",
    "/admin/knowledge/article/",
    "/admin/knowledge/collection/",
    "/admin/knowledge/feedback/",
    "/admin/knowledge/snippet/",
    "/admin/auditlog/logentry/",
]


def test_no_list_asks_a_question_for_each_line(acme: Company, owner: Client) -> None:
    ada = acme.agent("Ada")
    with acme.bound():
        _furnish(FEW, ada)
    few = {path: _statements(owner, path) for path in PAGES}
    with acme.bound():
        _furnish(MANY, ada)
    assert {path: _statements(owner, path) for path in PAGES} == few


def test_no_list_of_the_platform_asks_a_question_for_each_line(acme: Company) -> None:
    pages = ["/platform/tenants/tenant/", "/platform/work/job/"]
    with in_public():
        root = Agent.objects.create_superuser("root@handrail.example", PASSWORD, name="Root")
        staff = Client(HTTP_HOST="localhost")
        staff.force_login(root)
        _owe(FEW)
    few = {path: _statements(staff, path) for path in pages}
    with in_public():
        _owe(MANY)
    assert {path: _statements(staff, path) for path in pages} == few


def test_a_question_for_each_line_would_be_seen(acme: Company) -> None:
    def asked(lines: int) -> int:
        with acme.bound():
            _furnish(lines, acme.agent("Ada"))
            with CaptureQueriesContext(connection) as queries:
                for article in Article.objects.all():
                    str(article.collection)
        return len(queries)

    assert asked(FEW) < asked(MANY)


def _statements(client: Client, path: str) -> int:
    hosts.forget()  # or what is remembered may end just before the page is looked at
    assert client.get(path).status_code == 200  # what is remembered from then on is not its price
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def _furnish(number: int, by: Agent) -> None:
    """So many more of everything that is listed, each line belonging to another."""
    fill(number, vacuum=False)
    conversations = list(Conversation.objects.order_by("-id")[:number])
    everything, _ = Collection.objects.get_or_create(slug="all", name="All")
    for place, conversation in enumerate(conversations, start=number):
        name = f"{number}-{place}"
        shelf = Collection.objects.create(name=name, slug=f"c{place}")
        team = Team.objects.create(name=name)
        team.members.add(Agent.objects.create(email=f"{name}@acme.example", name=name))
        for article in _articles(name, [shelf, everything], by):
            Feedback.objects.create(article=article, version=1, is_helpful=True)
        Snippet.objects.create(title=name, body=name)
        RiskTopic.objects.create(name=f"t{name}", label=name)
        Handoff.objects.create(conversation=conversation, seq=1, team=team, trigger="asks")
        Turn.objects.create(conversation=conversation, trigger_seq=1, outcome="answered")
        issue(name, ["conversations:read"], by=by)


def _articles(name: str, shelves: list[Collection], by: Agent) -> list[Article]:
    made: Callable[..., Article] = Article.objects.create
    shared: dict[str, Any] = {"status": "approved", "owner": by, "slug": "a", "body": name}
    return [made(title=name, collection=shelf, **shared) for shelf in shelves]


def _owe(number: int) -> None:
    for place in range(number):
        name = f"listed-{number}-{place}"
        tenant = Tenant.objects.create(slug=name, name=name, schema_name=f"t_{number:02}{place:02}")
        Domain.objects.create(tenant=tenant, domain=f"{name}.localhost", is_primary=True)
        Job.objects.create(tenant=tenant.schema_name, topic="listed", last_error="Because.")
