"""What stands above the list, its name, its tools and its search, as markup (see ``lines``).

Words, pictures and addresses are the same for everybody who reads a language, and are put in once;
a page adds its list's name, its place and what was looked for.
"""

from functools import cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helpdesk.inbox.asking import Asked
from helpdesk.inbox.narrowing import FIELDS
from helpdesk.inbox.pictures import icon
from helpdesk.markup import Markup, joined

_HEAD = Markup("""
<div class="list-title">
  <h1>{label}</h1>
  <div class="list-tools">
    <a class="icon-button"
       href="{filters}?{place}"
       hx-get="{filters}?{place}"
       hx-target="#sheet"
       data-key="filter"
       data-command="{filter}"
       aria-label="{filter}"
       title="{filter}">{filter_icon}</a>
    <a class="icon-button"
       href="{saved}"
       data-command="{saved_views}"
       aria-label="{saved_views}"
       title="{saved_views}">{saved_icon}</a>
  </div>
</div>
<form class="search"
      role="search"
      method="get"
      action="{list}"
      hx-get="{list}"
      hx-target="#list"
      hx-sync="#list:replace"
      hx-indicator=".rows-scroll"
      hx-replace-url="true"
      hx-trigger="input changed delay:300ms from:#search, submit">
  {carried}
  {search_icon}
  <label class="unseen" for="search">{search}</label>
  <input id="search"
         type="search"
         name="q"
         value="{query}"
         placeholder="{hint}"
         autocomplete="off"
         aria-describedby="search-how"
         maxlength="300">
</form>
<div class="search-how">
  <p id="search-how">{how}</p>
  <details class="menu">
    <summary class="search-more">{all_fields}</summary>
    <dl class="menu-sheet search-fields">{fields}</dl>
  </details>
</div>
""")
_CARRIED = Markup("""<input type="hidden" name="{}" value="{}">""")
_FIELD = Markup("""<dt><code>{}</code></dt><dd>{}</dd>""")


def heading(asked: Asked, place: str) -> SafeString:
    """The head of the list that was asked for; ``place`` is its part of an address."""
    return _spoken(get_language() or "")(
        label=asked.label,
        place=place,
        carried=joined(_CARRIED(name, value) for name, value in asked.carried),
        query=asked.query,
    )


@cache
def _spoken(_language: str) -> Markup:
    """The head in the language that is spoken now."""
    return _HEAD.filled(
        filters=reverse("inbox:filters"),
        saved=reverse("inbox:saved"),
        list=reverse("inbox:list"),
        filter=_("Filter the list"),
        saved_views=_("Saved views"),
        search=_("Search in what was said, by name, address or number"),
        hint=_("Words, a name, #number"),
        how=_(
            "All words must be there; “quotes” keep them together; fields such as from:, tag:, "
            "after: narrow it."
        ),
        all_fields=_("All fields"),
        fields=joined(_FIELD(example, words) for example, words in FIELDS),
        filter_icon=icon("filter"),
        saved_icon=icon("star"),
        search_icon=icon("search"),
    )
