"""What the composer's menus offer: macros and snippets, articles, variables, colleagues."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from helpdesk.composing import macros
from helpdesk.composing.macros import Preview
from helpdesk.composing.variables import VARIABLES, Facts
from helpdesk.filing import mentioning
from helpdesk.inbox import thread
from knowledge.editions import usual_edition
from knowledge.finding import description, find
from knowledge.models import Article
from knowledge.plain_text import blocks
from tenants.brand.models import Brand

SHOWN = 12
# Letters of an article that one would still read in a chat.
LONGEST_TEXT = 6_000


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a menu.

    ``insert``: the text that goes into the message; ``instead``: another one for Shift+Enter.
    ``macro``: the public id of a macro, which is used instead of inserting anything.
    """

    title: str
    about: str = ""
    insert: str = ""
    instead: str = ""
    macro: str = ""
    preview: Preview | None = field(default=None, compare=False)

    @property
    def sends(self) -> bool:
        """Choosing it speaks to the customer at once."""
        return self.preview is not None and "send" in self.preview.macro.steps


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed after the sign that opened a menu, where, by whom; ``site`` as in ``https://x``."""

    typed: str
    facts: Facts
    site: str


def options(what: str, asked: Asked) -> list[Option]:
    """At most a screenful; none for a menu that does not exist."""
    offered = _OFFERED.get(what)
    return list(offered(asked)) if offered else []


def _macros(asked: Asked) -> Iterator[Option]:
    for macro in macros.offered(asked.facts.agent, asked.typed):
        shown = macros.preview(macro, asked.facts)
        about = next(iter(shown.texts.values()), "") or " · ".join(shown.lines)
        yield Option(macro.name, about, macro=macro.public_id, preview=shown)
    typed = asked.typed.casefold()
    for snippet in thread.snippets():
        if typed in snippet.title.casefold() or typed in snippet.body.casefold():
            yield Option(snippet.title, snippet.body, snippet.body)


def _articles(asked: Asked) -> Iterator[Option]:
    edition = usual_edition(Brand.current().locale)
    if len(asked.typed.strip()) < 2:
        listed = edition.listed(Article.objects.public()).order_by("-published_at", "-id")
        found = [(one, edition.address_of(one)) for one in listed[:SHOWN]]
    else:
        found = [(line.article, line.url) for line in find(asked.typed, edition).lines]
    for article, path in found:
        link = f"{article.title}: {asked.site}{path}"
        yield Option(article.title, description(article), link, _as_text(article))


def _as_text(article: Article) -> str:
    """What it says, as a chat can show it; nothing where that is too long to be read there."""
    text = "\n\n".join(block.text for block in blocks(article.body))
    return text if len(text) <= LONGEST_TEXT else ""


def _variables(asked: Asked) -> Iterator[Option]:
    """Each with its value here, which is what goes into the message."""
    typed = asked.typed.strip().casefold()
    for name, variable in VARIABLES.items():
        label = str(variable.label)
        if typed in name or typed in label.casefold():
            value = variable.read(asked.facts)
            yield Option(label, value or _("Not known here"), value)


def _people(asked: Asked) -> Iterator[Option]:
    typed = asked.typed.casefold()
    for agent in mentioning.can_be_named():
        if typed in agent.name.casefold() and agent != asked.facts.agent:
            yield Option(agent.name, agent.get_role_display(), f"@{agent.name} ")


_OFFERED: dict[str, Callable[[Asked], Iterator[Option]]] = {
    "macros": _macros,
    "articles": _articles,
    "variables": _variables,
    "people": _people,
}
