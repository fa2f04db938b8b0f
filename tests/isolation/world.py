"""Three companies with equal keys and different words, and everybody's ways to their doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import override_settings
from psycopg import sql

from helpdesk.agents import invitations
from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.scopes import Scope
from helpdesk.conversations import linking
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.models import Attachment, Contact
from helpdesk.inbox import passwords
from helpdesk.widget import sessions
from knowledge import publishing
from tenants import hosts, serving
from tenants.brand.models import Brand
from tenants.context import in_public
from tenants.limits import Limit
from tenants.models import Tenant
from tests.cast import Company, build_company, forget_keys
from tests.isolation import rows
from tests.isolation.known_rows import TWIN_KEY
from tests.isolation.marks import mark
from tests.work import settle

LETTERS = "abc"
TWIN_SESSION = "twin" + "s" * 28
QUESTION = "When do refunds reach my card?"


@dataclass(frozen=True)
class Keys:
    """What opens doors of one company. ``lone`` ones exist nowhere else."""

    owner: str
    agent: str
    lone_session: str
    visitor: str
    lone_visitor: str
    program: str
    lone_program: str
    invitation: str
    reset: str
    link: str
    lone_link: str


@dataclass(frozen=True)
class Side:
    """One of the three companies."""

    letter: str
    company: Company
    keys: Keys
    article: str
    guest: int
    logo: str

    @property
    def schema(self) -> str:
        return self.company.schema

    @property
    def host(self) -> str:
        return self.company.host


@dataclass(frozen=True)
class World:
    """The three, and how many marks their rows hold."""

    sides: dict[str, Side]
    marks: int

    def __getitem__(self, letter: str) -> Side:
        return self.sides[letter]

    def letter_of(self, schema: str) -> str:
        """Whose schema this is; empty for a stranger's."""
        return {side.schema: side.letter for side in self.sides.values()}.get(schema, "")

    def schema_of(self, letter: str) -> str:
        return self.sides[letter].schema if letter else ""


@contextmanager
def world(media: Path) -> Iterator[World]:
    """Open the three, and leave nothing behind."""
    with override_settings(MEDIA_ROOT=media, API_RATE_PER_MINUTE=10**6), _patient():
        made = [_company(letter) for letter in LETTERS]
        filled = [_filled(letter, company) for letter, company in zip(LETTERS, made, strict=True)]
        settle()
        serving.forget()
        try:
            yield World({side.letter: side for side, _ in filled}, sum(n for _, n in filled))
        finally:
            _close([company.tenant for company in made])


@contextmanager
def _patient() -> Iterator[None]:
    """Limits still count in Redis, but nobody who walks every address is held back."""
    with mock.patch.object(Limit, "_judge", return_value=None):
        yield


def _company(letter: str) -> Company:
    slug = f"side-{letter}"
    company = build_company(slug, owner="Olga Twin", agent="Abel Twin", contact="Cora Twin")
    with in_public():
        Tenant.objects.filter(pk=company.tenant.pk).update(name=mark(letter, "tenants.tenant.name"))
    return company


def _filled(letter: str, company: Company) -> tuple[Side, int]:
    with company.bound():
        marks = rows.make_all(letter, rows.TWIN) + rows.make_all(letter, rows.LONE[letter])
        article = _told(letter)
        guest = Agent.objects.create_user(f"guest@{letter}.example", name="Guest")
        side = Side(letter, company, _keys(letter, guest), article, guest.pk, _logo())
    return side, marks


def _told(letter: str) -> str:
    """An article that search and assistant find by the question that all companies are asked."""
    words = mark(letter, "knowledge.article.told")
    body = f"Refunds reach your card in five days. The code of this company is {words}."
    return publishing.publish(publishing.create(title=QUESTION, body=body).id).public_id


def _logo() -> str:
    return Path(str(Brand.current().logo.name)).name


def _keys(letter: str, guest: Agent) -> Keys:
    owner, agent = Agent.objects.get(pk=rows.TWIN), Agent.objects.get(name="Abel Twin")
    lone = Contact.objects.get(pk=rows.LONE[letter])
    return Keys(
        owner=_session(owner, TWIN_SESSION),
        agent=_session(agent),
        lone_session=_session(owner),
        visitor=sessions.token_for(Contact.objects.get(pk=rows.TWIN)),
        lone_visitor=sessions.token_for(lone),
        program=TWIN_KEY,
        lone_program=tokens.issue("Lone", list(Scope.values), by=owner)[1],
        invitation=invitations.address_for(guest).rstrip("/").rpartition("/")[2],
        reset=passwords.reset_token(agent),
        link=_link(rows.TWIN),
        lone_link=_link(rows.LONE[letter]),
    )


def _link(pk: int) -> str:
    """The token in the address of a file, as its customer's page is given it."""
    file = Attachment.objects.get(pk=pk)
    found = linking.addresses(Reader("contact", pk), pk, file.public_id)
    return found["url"].split("/")[2]


def _session(agent: Agent, key: str = "") -> str:
    """The cookie of an agent who is logged in; with ``key`` the same one in every company."""
    store = SessionStore()
    store.update(
        {
            SESSION_KEY: str(agent.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: agent.get_session_auth_hash(),
        }
    )
    store._session_key = key or None
    store.save(must_create=True) if key else store.create()
    return str(store.session_key)


def _close(tenants: list[Any]) -> None:
    with in_public(), connection.cursor() as cursor:
        for tenant in tenants:
            cursor.execute(
                sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(tenant.schema_name))
            )
            cursor.execute("DELETE FROM public.work_job WHERE tenant = %s", [tenant.schema_name])
            tenant.domains.all().delete()
            Tenant.objects.filter(pk=tenant.pk).delete()
    forget_keys()
    hosts.forget()
    serving.forget()
    connection.close()
