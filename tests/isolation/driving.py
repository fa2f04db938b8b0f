"""Drive one company through its HTTP doors: every address, every form, every kind of caller."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

from tests.isolation import classification, rows
from tests.isolation.addressing import Ids, addresses, asked, lone, twins
from tests.isolation.browsing import Answer, Caller, can_tell_apart, insiders, intruders
from tests.isolation.sinks import Record
from tests.isolation.world import World

AT_ONCE = 4
Step = Callable[[], Awaitable[Any]]
# Logging out would end the walk of whoever does it.
LEFT_OUT = ("logout",)


async def together(steps: Iterable[Step], at_once: int = AT_ONCE) -> None:
    """Run the steps, several at a time; the first fault ends all."""
    queue = list(steps)[::-1]

    async def work() -> None:
        while queue:
            await queue.pop()()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())


def callers(world: World, record: Record, letter: str = "b") -> list[Caller]:
    """Who comes to the driven company's host: its own people, and A's people with A's keys."""
    host = world[letter]
    return [*insiders(host, record), *intruders(host, world["a"], record)]


def reads(world: World, record: Record, letter: str = "b") -> list[Step]:
    """GET of every address by every caller, with own ids and with those of company A."""
    public = classification.of_scope("addresses", "public")
    own, strange = addresses(twins(world[letter])), addresses(lone(world["a"]))
    strange = {pattern: at for pattern, at in strange.items() if at != own[pattern]}
    return [
        _get(caller, asked(pattern, address), is_private=pattern not in public)
        for pattern, address in [*own.items(), *strange.items()]
        for caller in callers(world, record, letter)
        if can_tell_apart(pattern, caller)
    ]


def hostile_writes(world: World, record: Record) -> list[Step]:
    """POST, PATCH and DELETE of everything at every address, by A's ids and with A's names."""
    ids = lone(world["a"])
    content = hostile_content(ids)
    return [
        step
        for pattern, address in addresses(ids).items()
        for caller in callers(world, record)
        if can_tell_apart(pattern, caller)
        for step in _writes(caller, address, content)
    ]


def _writes(caller: Caller, address: str, content: dict[str, Any]) -> list[Step]:
    """As the kind of door takes it: pages take forms, the API and the chat take JSON."""
    if address.startswith("/api/"):
        methods = ("POST", "PATCH", "DELETE")
        return [_json(caller, address, content, method) for method in methods]
    if address.startswith("/widget/"):
        return [_json(caller, address, content, "POST")]
    return [_form(caller, address, content)]


def hostile_content(ids: Ids) -> dict[str, Any]:
    """Every name that could say whose a row is, and the fields that doors really read."""
    return {
        **dict.fromkeys(("tenant", "tenant_id", "account", "account_id", "owner"), ids.pk),
        **dict.fromkeys(("id", "pk", "agent", "team", "contact", "_selected_action"), ids.pk),
        **dict.fromkeys(("schema", "schema_name", "domain", "workspace"), "t_template"),
        **{"conversation": ids.conversation, "invitation": ids.conversation, "action": "end"},
        **{"key": str(uuid4()), "cid": str(uuid4()), "body": "Mine now", "sender": "agent"},
        **{"email": "twin@twin.example", "q": "twin", "helpful": "yes", "for": "hour"},
    }


async def press_every_button(world: World, record: Record) -> int:
    """Send every form of the driven company's pages as the page gives it. Returns how many."""
    sent = 0
    pages = {**addresses(twins(world["b"])), "article": f"/admin/knowledge/article/{rows.TWIN}/"}
    for caller in insiders(world["b"], record)[:1]:
        for address in _deletes_last(page for page in pages.values() if _has_forms(page)):
            for action, fields in forms_of(await caller.get(address)):
                sent += 1
                await caller.form(urljoin(address, action), fields)
    return sent


def _has_forms(page: str) -> bool:
    return page.startswith(("/admin/", "/inbox/", "/help/")) and "login" not in page


def forms_of(answer: Answer) -> list[tuple[str, dict[str, Any]]]:
    """Action and fields of each form that is posted, with the values that the page gives."""
    if "text/html" not in dict(answer.headers).get("Content-Type", ""):
        return []
    parser = _Forms()
    parser.feed(answer.body.decode())
    return [form for form in parser.found if not any(word in form[0] for word in LEFT_OUT)]


class _Forms(HTMLParser):
    """Reads forms as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []
        self._fields: dict[str, Any] | None = None
        self._choice = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = None
            action = said.get("action") or said.get("hx-post", "")
            if said.get("method", "").lower() == "post" or "hx-post" in said:
                self._fields = {}
                self.found.append((action, self._fields))
        elif self._fields is not None:
            self._field(tag, said, self._fields)

    def handle_data(self, data: str) -> None:
        if self._text and self._fields is not None:
            self._fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""

    def _field(self, tag: str, said: dict[str, str], fields: dict[str, Any]) -> None:
        name = said.get("name", "")
        if tag == "select":
            self._choice = name
        elif tag == "option" and "selected" in said:
            fields.setdefault(self._choice, []).append(said.get("value", ""))
        elif tag == "textarea":
            self._text = name
            fields[name] = ""
        elif tag == "input" and name and _is_sent(said):
            fields[name] = said.get("value", "") or "twin"


def _is_sent(said: dict[str, str]) -> bool:
    kind = said.get("type", "text")
    return kind not in ("file", "submit", "button") and (
        kind not in ("checkbox", "radio") or "checked" in said
    )


def _deletes_last(pages: Iterable[str]) -> list[str]:
    return sorted(pages, key=lambda page: ("delete" in page, str(rows.TWIN) in page, page))


def _get(caller: Caller, path: str, *, is_private: bool) -> Step:
    return lambda: caller.get(path, is_private=is_private)


def _form(caller: Caller, path: str, content: dict[str, Any]) -> Step:
    return lambda: caller.form(path, content)


def _json(caller: Caller, path: str, content: dict[str, Any], method: str) -> Step:
    return lambda: caller.json(path, content, method)
