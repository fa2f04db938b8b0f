"""Choices of a form as markup: options of a select, and boxes to check."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from helpdesk.selecting.filters import Filters

Choices = Iterable[tuple[str, str]]

_OPTION = """<option value="{}"{}>{}</option>"""
_CHECK = """
<label class="filter-check"><input type="checkbox" name="{}" value="{}"{}> {}</label>"""
_SELECTED = SafeString(" selected")
_CHECKED = SafeString(" checked")


def options(choices: Choices, chosen: str) -> SafeString:
    return format_html_join(
        "",
        _OPTION,
        ((value, _SELECTED if value == chosen else "", words) for value, words in choices),
    )


def checks(name: str, choices: Choices, filters: Filters) -> SafeString:
    """A box for each choice; those are checked that the filters name."""
    chosen = filters.all(name)
    return format_html_join(
        "",
        _CHECK,
        ((name, value, _CHECKED if value in chosen else "", words) for value, words in choices),
    )
