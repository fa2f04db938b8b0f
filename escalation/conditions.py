"""Further conditions of a rule: who writes, in which language, from where, and when.

A rule holds only where all of them do. Each is written as a line that its owner can read:
``language is de``, ``contact is identified``, ``plan is enterprise``, ``page contains /pricing``,
``office is closed``. What is not known of a conversation meets no condition.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from escalation.facts.values import Circumstances

MOST: Final = 10
_LONGEST: Final = 200
_OFFICE: Final = (gettext_noop("open"), gettext_noop("closed"))
_IDENTIFIED: Final = (gettext_noop("identified"), gettext_noop("not identified"))


class What(StrEnum):
    """What a condition looks at."""

    LANGUAGE = "language"
    CONTACT = "contact"
    PAGE = "page"
    OFFICE = "office"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Condition:
    """``value`` is what must be there; ``name`` is that of an attribute, else empty."""

    what: What
    value: str
    name: str = ""

    @property
    def line(self) -> str:
        """As it is written: *plan is enterprise*."""
        if self.what is What.PAGE:
            return f"page contains {self.value}"
        return f"{self.name or self.what} is {self.value}"

    @property
    def words(self) -> str:
        """As it completes "When … and …"."""
        value = gettext(self.value) if self.value in (*_OFFICE, *_IDENTIFIED) else self.value
        return str(_WORDS[self.what]).format(name=self.name, value=value)


_WORDS: Final[Mapping[What, str | Promise]] = {
    What.LANGUAGE: _("the conversation is in “{value}”"),
    What.CONTACT: _("the contact is {value}"),
    What.PAGE: _("the page’s address contains “{value}”"),
    What.OFFICE: _("the office is {value}"),
    What.ATTRIBUTE: _("the contact’s {name} is “{value}”"),
}


def hold(conditions: Iterable[Condition], about: Circumstances) -> bool:
    """Whether all of them are met; none at all always are."""
    return all(_TESTS[one.what](one, about) for one in conditions)


def _has_attribute(one: Condition, about: Circumstances) -> bool:
    known = {name.lower(): value.lower() for name, value in about.attributes.items()}
    return known.get(one.name.lower()) == one.value.lower()


_TESTS: Final[Mapping[What, Callable[[Condition, Circumstances], bool]]] = {
    # “de” is met by “de-AT”, not the other way round.
    What.LANGUAGE: lambda one, about: f"{about.language.lower()}-".startswith(
        f"{one.value.lower()}-"
    ),
    What.CONTACT: lambda one, about: about.is_identified is (one.value == _IDENTIFIED[0]),
    What.PAGE: lambda one, about: one.value.lower() in about.page.lower(),
    What.OFFICE: lambda one, about: about.is_open is (one.value == _OFFICE[0]),
    What.ATTRIBUTE: _has_attribute,
}


def from_lines(text: str) -> tuple[Condition, ...]:
    """The conditions of a text, one a line. Raises ``ValueError`` naming the line and the fix."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _checked([_from_line(line) for line in lines])


def from_json(kept: Any) -> tuple[Condition, ...]:
    """The conditions of ``[{"what", "value", "name"?}]``. Raises ``ValueError`` in words."""
    is_list = isinstance(kept, Sequence) and not isinstance(kept, str)
    return _checked([_from_object(one) for one in (kept if is_list else [kept])])


def as_json(conditions: Iterable[Condition]) -> list[dict[str, str]]:
    """What ``from_json`` reads."""
    return [{**asdict(one), "what": str(one.what)} for one in conditions]


_PAGE: Final = re.compile(r"page\s+contains\s+(\S+)", re.IGNORECASE)
_CODE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_IS: Final = re.compile(r"([\w .-]{1,60}?)\s+is\s+(.+)", re.IGNORECASE)


def _from_line(line: str) -> Condition:
    if found := _PAGE.fullmatch(line):
        return Condition(What.PAGE, found[1])
    found = _IS.fullmatch(line)
    if found is None:
        raise ValueError(
            f"“{line[:80]}” cannot be read. Write “language is de”, “contact is identified”, "
            "“plan is enterprise”, “page contains /pricing” or “office is closed”."
        )
    named, value = found[1].lower(), found[2].strip()
    if named in (What.LANGUAGE, What.CONTACT, What.OFFICE):
        return Condition(What(named), value.lower())
    return Condition(What.ATTRIBUTE, value, found[1])


def _from_object(one: Any) -> Condition:
    fields = one if isinstance(one, Mapping) else {}
    texts = [fields.get("what"), fields.get("value"), fields.get("name", "")]
    if not all(isinstance(text, str) for text in texts) or set(fields) - {"what", "value", "name"}:
        raise ValueError("A condition is an object with the texts “what”, “value” and “name”.")
    if fields["what"] not in {str(what) for what in What}:
        raise ValueError(
            f"“{fields['what'][:40]}” is no kind of condition. Kinds: {', '.join(What)}."
        )
    return Condition(What(fields["what"]), fields["value"].strip(), fields.get("name", "").strip())


def _checked(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    if len(conditions) > MOST:
        raise ValueError(f"A rule takes at most {MOST} conditions.")
    for one in conditions:
        if problem := _problem_with(one):
            raise ValueError(problem)
    return tuple(conditions)


def _problem_with(one: Condition) -> str:
    return _bad_value(one) or _bad_choice(one)


def _bad_value(one: Condition) -> str:
    if not one.value or len(one.value) > _LONGEST:
        return f"“{one.line[:80]}” needs a value of 1 to {_LONGEST} characters."
    if (one.what is What.ATTRIBUTE) != bool(one.name):
        return "A condition on an attribute has the attribute’s “name”; others have none."
    return ""


def _bad_choice(one: Condition) -> str:
    allowed = {What.CONTACT: _IDENTIFIED, What.OFFICE: _OFFICE}.get(one.what)
    if allowed and one.value not in allowed:
        return f"“{one.line[:80]}” cannot be: write “{one.what} is {'” or “'.join(allowed)}”."
    if one.what is What.LANGUAGE and not _CODE.fullmatch(one.value):
        return f"“{one.value[:40]}” is no language code. Write “de”, “en” or “pt-br”."
    return ""
