"""Claim at every door that takes input that a row is another company's, or another's row.

Each door is sent what it takes, and beside it the names by which frameworks and other products say
whose a row is, with company A's values (Chatwoot CVE-2026-72719 took ``account_id`` so).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Model, Q
from django.utils import timezone

from escalation.models import EscalationRule
from escalation.policy.publishing import put_in_force
from helpdesk.agents.models import Agent
from helpdesk.api.describing import Description
from helpdesk.conversations.models import Message
from helpdesk.widget.actions import ACTIONS
from tenants.context import in_public
from tenants.models import Domain, Tenant
from tests.isolation import driving, rows
from tests.isolation.addressing import addresses, lone, twins
from tests.isolation.browsing import Caller, insiders
from tests.isolation.rows import LONE
from tests.isolation.sinks import Record
from tests.isolation.world import Side, World

Content = dict[str, Any]
# What a row hangs on; it never changes hands.
PARENTS = ("contact", "conversation", "article", "invitation", "message")
BUTTONS = (
    *("reply", "note", "claim", "assign", "release", "snooze", "resolve", "reopen", "give-back"),
    *("assistant", "priority", "block", "redact/1"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """A place that takes input. ``{id}`` in it becomes a conversation made for it."""

    method: str
    path: str
    content: Content

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def api_doors(world: World) -> list[Door]:
    """Every operation of the API's description that takes a body, but the upload of a file."""
    contents = _api_contents(world["b"]).items()
    return [Door(key.split(" ")[0], key.split(" ")[1], content) for key, content in contents]


def described() -> set[str]:
    """``POST /api/v1/rules/`` and the like, for what takes JSON."""
    with in_public():
        paths = Description().get_schema(public=True)["paths"]  # type: ignore[no-untyped-call]
    return {
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }


def _api_contents(side: Side) -> dict[str, Content]:
    api, talk = "/api/v1", "/api/v1/conversations/{id}"
    with side.company.bound():
        agent = Agent.objects.get(name="Abel Twin").email
        order = [f"rule_{pk}" for pk in EscalationRule.objects.values_list("pk", flat=True)]
        live = put_in_force("What is claimed under")  # so that both may be asked for again
    title = {"title": "Mine", "body": "Mine."}
    rule = {"name": "Mine", "trigger": "asks_for_person"}
    macro = {"name": "Mine", "shared": "everyone", "steps": {"reply": "Mine"}}
    return {
        f"POST {api}/policy/publish/": {"note": "Mine"},
        f"POST {api}/policy/roll-back/": {"number": live.number},
        f"POST {api}/articles/": title,
        f"PATCH {api}/articles/{{id}}/": title,
        **{f"POST {api}/articles/{{id}}/{verb}/": {} for verb in _VERBS},
        f"POST {api}/conversations/": {"contact": {"name": "New"}, "message": "Hello"},
        f"POST {talk}/assign/": {"to": agent},
        f"POST {talk}/handoff/": {"reason": "Asked"},
        **_casework(talk, agent),
        **_writing(api, talk, agent),
        f"POST {talk}/messages/": {"sender": "contact", "body": "Hello"},
        f"POST {talk}/reopen/": {},
        f"POST {talk}/reply/": {"body": "Hello"},
        f"POST {talk}/resolve/": {},
        **dict.fromkeys((f"POST {api}/macros/", f"PATCH {api}/macros/{{id}}/"), macro),
        f"POST {api}/rules/reorder/": {"order": order},
        f"PATCH {api}/rules/{{id}}/": {"name": "Ours"},
        f"POST {api}/rules/": rule,
        **dict.fromkeys((f"POST {api}/views/", f"PATCH {api}/views/{{id}}/"), _VIEW),
    }


def _casework(talk: str, agent: str) -> dict[str, Content]:
    """What is done to a conversation as a case; the new one that a door gets has one message."""
    return {
        **{f"POST {talk}/{verb}/": {} for verb in ("follow", "unfollow", "snooze")},
        **{f"POST {talk}/{verb}/": {"tags": ["Ours"]} for verb in ("tag", "untag")},
        f"POST {talk}/transfer/": {"to": agent, "note": "Yours."},
        f"POST {talk}/correct/": {"phone": "+49 30 1"},
        **{f"POST {talk}/{verb}/": {"other": "twin-conversation"} for verb in ("link", "unlink")},
        f"POST {talk}/split/": {"seq": 2},
        f"POST {talk}/merge/": {"into": "twin-conversation"},
    }


def _writing(api: str, talk: str, agent: str) -> dict[str, Content]:
    """What an agent begins to write, and what is sent later."""
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    return {
        f"POST {talk}/drafts/": {"agent": agent, "kind": "reply", "body": "Mine"},
        f"POST {talk}/hold/": {"agent": agent, "body": "Mine", "due_at": tomorrow},
        **{f"POST {api}/held-replies/{{id}}/{verb}/": {"agent": agent} for verb in _HELD_VERBS},
    }


_HELD_VERBS = ("send", "take-back")
_VIEW = {"name": "Mine", "filters": {"status": ["open"]}}
# In an order in which each of them may be done.
_VERBS = ("archive", "publish", "unpublish", "submit")


def chat_doors(side: Side) -> list[Door]:
    """The chat's, with each of its actions."""
    with side.company.bound():  # an answer that can be judged
        answer = Message.objects.filter(conversation__public_id="twin-conversation", seq=1)
        answer.update(sender="assistant", data={"ask_solved": True})
    talk, twin = "/widget/conversations/{id}", "/widget/conversations/twin-conversation"
    judged = ("solved", "thumbs", "survey")
    act: Content = {"seq": 1, "upto": 1, "yes": True, "up": True}
    act |= {"way": "email", "address": "twin@customer.example"}
    act |= {"invitation": "twin-invitation", "score": 5}
    return [
        Door("POST", "/widget/session", {"locale": "en"}),
        Door("POST", "/widget/conversations", {}),
        Door("POST", f"{talk}/messages", {"body": "Hello"}),
        *(
            Door("POST", f"{twin if name in judged else talk}/actions", {"action": name, **act})
            for name in ACTIONS
        ),
    ]


def claims(world: World) -> list[Content]:
    """Name → company A's value; what doors take themselves stands alone, or it hid the rest."""
    a, ids = world["a"], lone(world["a"])
    with a.company.bound():
        email = Agent.objects.get(pk=LONE["a"]).email
    keys = ("tenant_id", "account", "account_id", "owner_id", "pk", "contact_id", "agent_id")
    more = ("assignee_id", "team_id", "conversation_id", "article_id", "user_id", "by_id")
    return [
        dict.fromkeys((*keys, *more), LONE["a"]),
        dict.fromkeys(("tenant", "schema", "schema_name"), a.schema),
        dict.fromkeys(("domain", "host", "workspace"), a.host),
        dict.fromkeys(("id", "public_id", "conversation"), ids.conversation),
        *({name: email} for name in ("owner", "assignee", "agent", "created_by")),
        {"contact": LONE["a"]},
    ]


def at_once(claimed: list[Content]) -> Content:
    return {name: value for some in claimed for name, value in some.items()}


async def claim(caller: Caller, door: Door, path: str, claimed: list[Content]) -> list[int]:
    """All claims at once, then by kind, then none. Returns the statuses."""
    together = {**at_once(claimed), **_fresh(door.content)}
    each = [{**_fresh(door.content), **some} for some in claimed]
    return [
        (await caller.json(path, content, door.method)).status
        for content in (together, *each, _fresh(door.content))
    ]


def _fresh(content: Content) -> Content:
    return {"key": str(uuid4()), "cid": str(uuid4()), **content}


async def claim_in_forms(world: World, record: Record, claimed: Content) -> int:
    """Every form of the admin and of the inbox, with the claims beside and in place of its own."""
    owner, ids = insiders(world["b"], record)[0], twins(world["b"])
    sent = 0
    for address in _form_pages(world["b"]):
        for action, fields in driving.forms_of(await owner.get(address)):
            target = action if action.startswith("/") else address
            for content in ({**claimed, **fields}, {**fields, **claimed}):
                await owner.form(target, content)
                sent += 1
    for button in BUTTONS:
        await owner.form(f"/inbox/c/{ids.conversation}/{button}/", {**claimed, "body": "Mine"})
        sent += 1
    return sent


def _form_pages(side: Side) -> list[str]:
    """Where something is added or changed; what is deleted is another test's."""
    pages = addresses(twins(side)).values()
    changing = [page for page in pages if page.startswith("/admin/") and _changes(page)]
    return [*sorted(changing), "/inbox/profile/"]


def _changes(page: str) -> bool:
    return page.endswith(("/add/", "/change/"))


def identities(side: Side) -> dict[str, tuple[Any, ...]]:
    """Row → what makes it this company's own: public id, and the row on which it hangs."""
    with side.company.bound():
        return {
            f"{model._meta.label} {row[0]}": tuple(row)
            for model in rows.tenant_models()
            for row in model._default_manager.values_list("pk", *_whose(model))
            if _whose(model)
        }


def platform() -> list[Content]:
    """Workspaces and their hosts."""
    with in_public():
        tenants, domains = Tenant.objects.order_by("pk"), Domain.objects.order_by("pk")
        return [*tenants.values("pk", "slug", "schema_name"), *domains.values()]


def taken(side: Side) -> list[str]:
    """Rows of this company's that name one of company A's."""
    with side.company.bound():
        return [
            f"{model._meta.label} {pk}"
            for model in rows.tenant_models()
            for pk in model._default_manager.filter(_names_a(model)).values_list("pk", flat=True)
        ]


def _whose(model: type[Model]) -> list[str]:
    names = [field.name for field in model._meta.concrete_fields]
    return [name for name in names if name in (*PARENTS, "public_id")]


def _names_a(model: type[Model]) -> Q:
    asked = Q(pk=LONE["a"]) if _counts(model) else Q(pk=None)
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and _counts(target):
            asked |= Q(**{field.attname: LONE["a"]})
        elif field.name in ("public_id", "slug"):
            asked |= Q(**{f"{field.name}__startswith": "lonea"})
    return asked


def _counts(model: Any) -> bool:
    return str(model._meta.pk.get_internal_type()).endswith("AutoField")


def walk(world: World, record: Record) -> Iterator[tuple[Caller, Door]]:
    """Each door with who may use it."""
    _owner, _agent, visitor, program, _nobody = insiders(world["b"], record)
    yield from ((program, door) for door in api_doors(world))
    yield from ((visitor, door) for door in chat_doors(world["b"]))
