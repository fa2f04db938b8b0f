"""What the address of a list asks for: a view, narrowed down by filters, or one that was saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from helpdesk.agents.models import Agent
from helpdesk.inbox import offered
from helpdesk.inbox.offered import View
from helpdesk.selecting import conditions, filters, naming, saving
from helpdesk.selecting.conditions import Start
from helpdesk.selecting.filters import NAMES, TESTS, Filters
from helpdesk.selecting.looking import CONVERSATIONS, Selection
from helpdesk.selecting.models import SavedView
from helpdesk.selecting.naming import Named


@dataclass(frozen=True, slots=True)
class Asked:
    """``filters`` are all that hold, ``given`` those that the address itself names.

    ``wrong`` is what the address cannot mean, by filter; then nothing is shown for it.
    """

    view: View
    filters: Filters
    given: Filters
    named: Named
    saved: SavedView | None = None
    wrong: Mapping[str, Sequence[str]] | None = None
    # The address as it was written, where something in it is wrong.
    written: str = ""

    @property
    def label(self) -> str | Promise:
        return self.saved.name if self.saved else self.view.label

    @property
    def key(self) -> str:
        return self.saved.public_id if self.saved else self.view.key

    @property
    def query(self) -> str:
        return self.filters["q"]

    @property
    def place(self) -> str:
        """The list's part of an address, in which a thread keeps it; wrong as it is written."""
        return self.written or self.given.but("view", self.key).address()

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a search keeps beside its words, as fields of a form."""
        pairs = [(name, value) for name in TESTS for value in self.given.given.get(name, ())]
        emptied = [
            (name, "") for name, values in self.given.given.items() if not values and name in TESTS
        ]
        return [("view", self.key), *pairs, *emptied, ("sort", self.given["sort"])]

    @property
    def bare(self) -> str:
        """The address of the view alone."""
        return Filters({"view": (self.key,)}).address()

    @property
    def is_changed(self) -> bool:
        """Whether the address says something else than the saved view that it names."""
        own = {name for name in self.given.given if name not in ("view", "q")}
        return bool(self.saved and own)

    @property
    def is_narrowed(self) -> bool:
        return any(self.filters.all(name) for name in TESTS)

    def selection(self, agent: Agent) -> Selection:
        """What is to be read. Raises ``ValidationError`` for an order it does not have."""
        return selected(self.view, self.filters, self.named, agent)


def asked(query: Mapping[str, Sequence[str]], agent: Agent, views: Sequence[SavedView]) -> Asked:
    """What an address asks for; ``views`` are those that the agent sees."""
    nothing = Filters()
    try:
        given = filters.read(query)
    except ValidationError as error:
        view = offered.view_named("".join(query.get("view", ())[-1:]))
        wrong: dict[str, Any] = {"wrong": error.message_dict, "written": _written(query)}
        return Asked(view, nothing, nothing, Named(), **wrong)
    saved = next((one for one in views if one.public_id == given["view"]), None)
    kept = saving.filters_of(saved.filters) if saved else nothing
    given = _beside(given, kept)
    effective = given.but("view", *kept.all("view")).over(kept) if saved else given
    view = offered.view_named(effective["view"])
    whole = Asked(view, effective, given, Named(), saved)
    try:
        whole = replace(whole, named=naming.named(effective))
        whole.selection(agent)
    except ValidationError as error:
        return replace(whole, wrong=error.message_dict, written=_written(query))
    return whole


def _written(query: Mapping[str, Sequence[str]]) -> str:
    return urlencode({name: list(query[name]) for name in NAMES if name in query}, doseq=True)


def _beside(given: Filters, kept: Filters) -> Filters:
    """What an address says beside a saved view: a form names all its fields, empty ones too."""
    own = {
        name: values
        for name, values in given.given.items()
        if name == "view" or set(values) != set(kept.all(name))
    }
    return Filters(own)


def selected(view: View, wanted: Filters, named: Named, agent: Agent) -> Selection:
    """A view's conversations that pass the filters. A search looks at conversations alone."""
    few, start = named.few_have_tags, view.start
    if wanted["q"]:
        few, start = False, _searchable(start)
    return conditions.selection(start, wanted, agent=agent.pk, few_have_tags=few)


def numbered(saved: SavedView, agent: Agent) -> Selection | None:
    """What a saved view's number counts; none where it searches, or has lost its order."""
    wanted = saving.filters_of(saved.filters)
    if wanted["q"]:
        return None
    try:
        return selected(offered.view_named(wanted["view"]), wanted, Named(), agent)
    except ValidationError:
        return None


def _searchable(start: Start) -> Start:
    if not start.searched:
        return start
    order = "latest" if start.order == "due" else start.order
    return replace(start, where=start.searched, source=CONVERSATIONS, order=order)


def of_saved(saved: SavedView, known: Named) -> Asked:
    """What the address of a saved view asks for, in words that are known already."""
    wanted = saving.filters_of(saved.filters)
    return Asked(offered.view_named(wanted["view"]), wanted, Filters(), known, saved)


def place_of(query: Mapping[str, Sequence[str]]) -> str:
    """The filters of an address as an address, without a look at whom they name."""
    try:
        return filters.read(query).address()
    except ValidationError as error:
        fine = {name: query[name] for name in query if name not in error.message_dict}
        return filters.read(fine).address()
