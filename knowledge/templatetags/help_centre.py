"""Words and addresses in the edition that is being read."""

from typing import Any

from django import template

from knowledge import wording
from knowledge.languages import direction_of, name_of
from knowledge.models import Article

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], key: str, **values: object) -> str:
    """A line of the page in the reader's language."""
    return wording.say(context["edition"].language, key, **values)


@register.simple_tag(takes_context=True)
def page_at(context: dict[str, Any], page: str, *args: Any) -> str:
    """The address of a page in the reader's edition."""
    address: str = context["edition"].address(page, *args)
    return address


@register.simple_tag(takes_context=True)
def reads_at(context: dict[str, Any], article: Article) -> str:
    """The address at which the reader of this edition reads the article."""
    address: str = context["edition"].address_of(article)
    return address


@register.simple_tag(takes_context=True)
def foreign(context: dict[str, Any], language: str) -> str:
    """The language's name where it is not the reader's, else ""."""
    return "" if language == context["edition"].language else name_of(language)


@register.filter
def direction(language: str) -> str:
    return direction_of(language)
