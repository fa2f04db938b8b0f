"""The languages of texts: what PostgreSQL knows of them, what they call themselves."""

from django.utils.translation import get_language_info

# Language of a text -> PostgreSQL's rules for cutting it into word stems.
SEARCH_CONFIGS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "nl": "dutch",
    "da": "danish",
    "sv": "swedish",
    "no": "norwegian",
    "fi": "finnish",
    "ru": "russian",
    "tr": "turkish",
}


def search_config(language: str) -> str:
    """The text search configuration for ``en`` or ``en-GB``; ``simple`` for an unknown one."""
    return SEARCH_CONFIGS.get(language[:2].lower(), "simple")


def name_of(language: str) -> str:
    """What speakers call it ("Deutsch"); its code where Django does not know it."""
    try:
        name: str = get_language_info(language)["name_local"]
    except KeyError:
        return language
    return name[:1].upper() + name[1:]


def direction_of(language: str) -> str:
    """ "rtl" for Arabic, Hebrew and their like, else "ltr"."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
