"""No address of one company's host gives or takes anything of another's.

Every text of Acme's holds a mark. Strangers ask Globex's host for everything, by Acme's own ids:
Globex's owner, and a browser and a program that carry Acme's cookie and tokens. The mark must
not come back, and no row of Acme's may change.
"""

import asyncio
from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from psycopg import sql

from escalation.deciding import Decision
from escalation.models import EscalationRule, RiskTopic, Team
from escalation.rules import Priority, Trigger
from helpdesk.agents import invitations
from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.scopes import Scope
from helpdesk.assistant.models import AssistantSettings, Turn
from helpdesk.conversations import attaching, lifecycle, linking, messaging
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.surveys.models import Invitation
from helpdesk.widget import sessions
from knowledge import publishing
from knowledge.models import Article, Collection, Snippet
from tenants.brand.models import Brand
from tenants.context import in_public
from tests.addresses import filled, patterns
from tests.cast import Company
from tests.uploads.sending import uploaded
from tests.work import run_owed

MARK = "Zanzibar4711"
DECISION = Decision(
    trigger=Trigger.ASKS_FOR_PERSON,
    rule_name=f"Rule {MARK}",
    team_id=None,
    priority=Priority.HIGH,
    words=f"Words {MARK}",
    reason=f"Reason {MARK}",
)
# Rows a mere visit may change: when a token was last used is Acme's own, and must not move either.
VOLATILE = ("django_session",)


class Secrets:
    """What Acme has, and what a stranger might know of it: ids, tokens, a cookie."""

    def __init__(self, company: Company, owner: Agent, contact: Contact) -> None:
        self.company = company
        with company.bound():
            self.conversation = _conversation(contact)
            self.article = _content()
            self.file = _file(self.conversation)
            reader = Reader("contact", contact.pk)
            links = linking.addresses(reader, self.conversation.pk, self.file)
            self.link = links["url"].split("/")[2]
            _rules_and_settings(self.conversation)
            self.api_key = tokens.issue(f"Token {MARK}", list(Scope.values), by=owner)[1]
            self.visitor = sessions.token_for(contact)
            self.invitation = self._invited(owner)
        run_owed("knowledge.index")
        self.cookie = company.client(owner).cookies[settings.SESSION_COOKIE_NAME].value

    @staticmethod
    def _invited(owner: Agent) -> str:
        guest = invitations.invite("guest@acme.example", name=MARK, role="agent", by=owner)
        return invitations.address_for(guest).rstrip("/").rpartition("/")[2]

    def values(self, pattern: str) -> dict[str, str]:
        """Acme's own values for the parts of an address."""
        in_help = pattern.startswith("help/")
        return {
            "public_id": self.article.public_id if in_help else self.conversation.public_id,
            "conversation": self.conversation.public_id,
            "id": self.article.public_id if "articles" in pattern else self.conversation.public_id,
            "slug": "shelf" if "collections" in pattern else self.article.slug,
            "token": self.link if pattern.startswith("files/") else self.invitation,
            "file": self.file,
            "seq": "1",
            "object_id": "1",
            "name": "logo.png",
            "version_asked": "1",
            "anything": MARK,
            "app_label": "knowledge",
            "content_type_id": "1",
            "url": MARK,
        }


def _conversation(contact: Contact) -> Conversation:
    Contact.objects.filter(pk=contact.pk).update(name=f"Cleo {MARK}")
    conversation = lifecycle.start(contact, page={"url": f"https://{MARK}.example/"})
    messaging.post_message(conversation.pk, sender="contact", body=f"Question {MARK}")
    lifecycle.hand_off(conversation.pk, DECISION, {"v": 1, "goal": {"text": MARK}})
    conversation.refresh_from_db()
    return conversation


def _file(conversation: Conversation) -> str:
    """A file that was sent; its name and its content hold the mark."""
    file = uploaded(Tray(conversation.pk, "contact"), f"{MARK}.txt", MARK.encode())
    write = partial(messaging.post_message, sender="contact")
    attaching.post(write, Tray(conversation.pk, "contact"), [file.public_id], body="")
    return file.public_id


def _content() -> Article:
    shelf = Collection.objects.create(name=f"Shelf {MARK}", slug="shelf")
    Snippet.objects.create(title=f"Snippet {MARK}", body=MARK)
    draft = publishing.create(title=f"Article {MARK}", body=f"Refunds {MARK}.", collection=shelf)
    return publishing.publish(draft.id)


def _rules_and_settings(conversation: Conversation) -> None:
    Brand.objects.update(name=f"Brand {MARK}")
    team = Team.objects.create(name=f"Team {MARK}")
    topic = RiskTopic.objects.create(name="zanzibar", label=f"Topic {MARK}", words=MARK)
    EscalationRule.objects.create(
        name=f"Rule {MARK}", trigger=Trigger.RISK_TOPIC, topic=topic, team=team, words=MARK
    )
    AssistantSettings.objects.update_or_create(id=1, defaults={"job": MARK, "api_key": MARK})
    Turn.objects.create(conversation=conversation, trigger_seq=1, question=MARK, outcome="answered")
    Invitation.objects.create(conversation=conversation, kind="csat", path="after", about_seq=1)


@pytest.fixture
def secrets(acme: Company, globex: Company, ada: Agent, cleo: Contact) -> Secrets:
    return Secrets(acme, ada, cleo)


@pytest.fixture
def strangers(secrets: Secrets, globex: Company, gus: Agent) -> list[Client]:
    """Globex's owner, and those who bring Acme's credentials to Globex's host."""
    with_cookie = globex.client()
    with_cookie.cookies[settings.SESSION_COOKIE_NAME] = secrets.cookie
    bearing = [
        globex.client(headers={"Authorization": f"Bearer {token}"})
        for token in (secrets.api_key, secrets.visitor)
    ]
    clients = [globex.client(gus), with_cookie, *bearing]
    for client in clients:
        client.raise_request_exception = False
    return clients


def test_reading_every_address_gives_nothing_of_another_company(
    secrets: Secrets, strangers: list[Client]
) -> None:
    before = _digest(secrets.company)
    leaks = [
        f"{pattern}: {response.status_code}"
        for pattern in patterns()
        for client in strangers
        if _leaks(response := client.get(filled(pattern, secrets.values(pattern))))
    ]
    assert leaks == []
    assert _digest(secrets.company) == before


def test_posting_to_every_address_takes_nothing_of_another_company(
    secrets: Secrets, strangers: list[Client]
) -> None:
    before = _digest(secrets.company)
    content = {"cid": "7c0e1a52-6f44-4f6e-9d5c-0c4a3f0f4a11", "body": "Mine now", "action": "end"}
    leaks = [
        f"{pattern}: {response.status_code}"
        for pattern in patterns()
        for client in strangers
        for kind in (MULTIPART_CONTENT, "application/json")
        if _leaks(
            response := client.post(
                filled(pattern, secrets.values(pattern)), content, content_type=kind
            )
        )
    ]
    assert leaks == []
    assert _digest(secrets.company) == before


def test_the_marks_are_seen_by_those_who_may_see_them(secrets: Secrets, ada: Agent) -> None:
    client = secrets.company.client(ada)
    shown = [
        f"/inbox/c/{secrets.conversation.public_id}/",
        f"/help/{secrets.article.public_id}/{secrets.article.slug}/",
        "/admin/escalation/escalationrule/",
        "/admin/knowledge/article/",
        "/admin/api/apitoken/",
        "/admin/assistant/turn/",
    ]
    assert [path for path in shown if MARK not in client.get(path).content.decode()] == []
    links = f"/inbox/c/{secrets.conversation.public_id}/files/{secrets.file}/"
    fetched = client.get(client.get(links)["Location"])
    assert MARK in asyncio.run(_whole(fetched)).decode()
    api = secrets.company.client(headers={"Authorization": f"Bearer {secrets.api_key}"})
    assert MARK in api.get("/api/v1/conversations").content.decode()


def test_only_shared_tables_stand_in_both_kinds_of_schema(acme: Company) -> None:
    both = _tables("public") & _tables(acme.schema)
    assert both == {
        "agents_agent",
        "django_content_type",
        "auth_permission",
        "auth_group",
        "auth_group_permissions",
        "django_migrations",
        "django_session",
    }


def _leaks(response: object) -> bool:
    """A page that holds the mark (but for the part of the address that we sent), or a crash."""
    status: int = response.status_code  # type: ignore[attr-defined]
    if status >= 500:
        return True
    chunks = getattr(response, "streaming_content", None)
    content = b"".join(chunks) if chunks else response.content  # type: ignore[attr-defined]
    headers = str(response.headers)  # type: ignore[attr-defined]
    sent = response.request["PATH_INFO"]  # type: ignore[attr-defined]
    return MARK in content.decode(errors="replace").replace(sent, "") or (
        MARK in headers.replace(sent, "")
    )


async def _whole(response: object) -> bytes:
    return b"".join([chunk async for chunk in response])  # type: ignore[attr-defined]


def _tables(schema: str) -> set[str]:
    with in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {row[0] for row in cursor.fetchall()}


def _digest(company: Company) -> dict[str, str]:
    """One sum per table of the company's, so that any change of any row shows."""
    text = sql.SQL("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t")
    sums = {}
    with in_public(), connection.cursor() as cursor:
        for table in sorted(_tables(company.schema) - set(VOLATILE)):
            cursor.execute(text.format(sql.Identifier(company.schema, table)))
            sums[table] = cursor.fetchone()[0]
    return sums


@pytest.mark.parametrize("part", ["<unknown>"])
def test_a_new_kind_of_address_must_be_named(part: str) -> None:
    with pytest.raises(KeyError, match="unknown"):
        filled(f"any/{part}/", {})


def test_every_address_of_the_host_is_walked() -> None:
    walked = list(patterns())
    assert len(walked) > 150
    assert any(pattern.startswith("api/v1/conversations/<id>/reply") for pattern in walked)
    assert all(address.startswith("/") for address in map(_any, walked))


def _any(pattern: str) -> str:
    return filled(pattern, dict.fromkeys(_parts(pattern), "x"))


def _parts(pattern: str) -> list[str]:
    return [piece.partition(">")[0] for piece in pattern.split("<")[1:]]
