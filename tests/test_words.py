"""Every sentence that an agent can read is marked, and is said in every language that we offer."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings

from helpdesk import catalogue
from tests import marked_words, unmarked_words
from tests.marked_words import Marked

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%+s|\{\w+\}|</?\w+>")


def _said(language: str, domain: str) -> dict[str, polib.POEntry]:
    paths = catalogue.sources(catalogue.PLACE / language)[domain]
    return {entry.msgid: entry for entry in catalogue.together(paths)}


def _marked(domain: str) -> dict[Marked, Path]:
    if domain == "djangojs":
        return {words: path for path, words in marked_words.in_scripts()}
    found = [*marked_words.in_templates(), *marked_words.in_code()]
    return {words: path for path, words in found}


def _written(words: Marked) -> str:
    """As it has to stand in a catalogue."""
    entry = polib.POEntry(msgid=words[0])
    if len(words) > 1:
        entry = polib.POEntry(msgid=words[0], msgid_plural=words[1], msgstr_plural={0: "", 1: ""})
    return str(entry)


def _pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """What is said in English and what for it; each number's own where there are several."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, *more = entry.msgstr_plural.values()
    return [(entry.msgid, one), *((entry.msgid_plural, said) for said in more)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_marked_sentence_is_said_in_every_language(language: str, domain: str) -> None:
    said = _said(language, domain)
    missing = [
        f"# {path.relative_to(marked_words.ROOT)}\n{_written(words)}"
        for words, path in sorted(_marked(domain).items())
        if words[0] not in said or not said[words[0]].translated()
    ]
    where = f"locale/{language}/" + ("scripts.po" if domain == "djangojs" else "<app>.po")
    assert not missing, f"say these in {where}:\n\n" + "\n".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_catalogue_says_what_nobody_reads(language: str, domain: str) -> None:
    marked = {words[0] for words in _marked(domain)}
    assert sorted(set(_said(language, domain)) - marked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_keeps_its_places_in_every_language(language: str) -> None:
    entries = [*_said(language, "django").values(), *_said(language, "djangojs").values()]
    wrong = [
        f"{words} → {said}"
        for entry in entries
        for words, said in _pairs(entry)
        if sorted(_PLACEHOLDER.findall(words)) != sorted(_PLACEHOLDER.findall(said))
    ]
    assert wrong == []


def test_no_template_of_the_inbox_says_what_is_not_marked() -> None:
    assert list(unmarked_words.in_templates()) == []


def test_no_script_of_the_inbox_says_what_is_not_marked() -> None:
    assert list(unmarked_words.in_scripts()) == []


def test_no_code_of_the_inbox_says_what_is_not_marked() -> None:
    assert list(unmarked_words.in_code()) == []


def _cases() -> Iterator[tuple[str, str]]:
    yield "template", '<p>{% translate "Fine" %} but this is not</p>'
    yield "template", '<button title="Not marked">{% icon "x" %}</button>'
    yield "template", '<p>{{ name|default:"Nobody yet" }}</p>'
    yield "script", 'toast("Not marked at all.");'
    yield "script", "toast(`Not marked: ${name}`);"
    yield "code", 'def door():\n    return "Not marked at all."\n'
    yield "code", 'def door(name):\n    return f"Not marked: {name} again"\n'


@pytest.mark.parametrize(("kind", "text"), list(_cases()))
def test_a_sentence_without_a_mark_is_found(kind: str, text: str) -> None:
    find = {
        "template": unmarked_words.of_template,
        "script": unmarked_words.of_script,
        "code": unmarked_words.of_code,
    }[kind]
    assert len(list(find(text))) == 1


def test_two_files_of_a_language_may_not_contradict_each_other(tmp_path: Path) -> None:
    for name, said in (("one", "Senden"), ("two", "Schicken")):
        (tmp_path / f"{name}.po").write_text(f'msgid "Send"\nmsgstr "{said}"\n')
    with pytest.raises(catalogue.Contradiction, match="Send"):
        catalogue.together(sorted(tmp_path.glob("*.po")))
