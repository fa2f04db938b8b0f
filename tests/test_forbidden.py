"""Nobody writes what must never be written, and each rule bites when it is planted."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from tests import forbidden

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("tenants/", "knowledge/", "escalation/", "helpdesk/", "embedded/", "manage.py")


def _sources(suffix: str, *places: str) -> Iterator[tuple[str, str]]:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.splitlines():
        path = ROOT / name
        if name.endswith(suffix) and name.startswith(places) and path.is_file():
            yield name, path.read_text()


def test_no_module_does_what_is_forbidden() -> None:
    found = [
        finding for path, text in _sources(".py", *PRODUCT) if "/migrations/" not in path
        for finding in forbidden.findings(path, text)
    ]  # fmt: skip
    assert found == [], "\n".join(found)


def test_no_template_prints_text_as_markup() -> None:
    found = [
        finding
        for path, text in _sources(".html", "")
        for finding in forbidden.template_findings(path, text)
    ]
    assert found == [], "\n".join(found)


def test_every_exception_is_a_place_that_exists() -> None:
    places = [place for listed in forbidden.PLACES.values() for place in listed]
    assert [place for place in places if not (ROOT / place).exists()] == []


PLANTED = {
    "sql from pieces": [
        'cursor.execute(f"SELECT {name}")',
        'cursor.execute("SELECT %s" % name)',
        'cursor.execute("SELECT " + name)',
        'cursor.execute("SELECT {}".format(name))',
        'cursor.executemany(f"DELETE {table}", rows)',
        'await direct.afetch(f"SELECT {name}", ())',
        'Contact.objects.raw(f"SELECT {name}")',
    ],
    "raw sql through the orm": [
        'rows.extra(where=["1=1"])',
        'RawSQL("SELECT 1", [])',
        'Contact.objects.raw("SELECT 1")',
    ],
    "safe html": [
        "mark_safe(text)",
        "safestring.mark_safe(text)",
        "SafeString(text)",
        "Markup(text)",
    ],
    "no csrf": ["from django.views.decorators.csrf import csrf_exempt"],
    "http client": [
        "import requests",
        "import httpx",
        "import urllib.request",
        "from urllib.request import urlopen",
        "from http.client import HTTPConnection",
        "from urllib import request",
    ],
    "unpickling": ["import pickle", "from marshal import loads", "import shelve"],
    "memory of rows": [
        "@lru_cache\ndef f(): return Brand.objects.get()",
        "@functools.cache\ndef f(): return connection.cursor()",
        "@lru_cache(maxsize=1)\nasync def f(): return await direct.afetch(Q, ())",
    ],
    "thread": [
        "threading.Thread(target=work).start()",
        "Thread(target=work)",
        "sync_to_async(work, thread_sensitive=False)",
    ],
    "task of the loop": ["asyncio.create_task(work())", "asyncio.ensure_future(work())"],
    "signature": ["signing.dumps({})", "TimestampSigner()", "signing.loads(text)"],
    "shell": ['subprocess.run("ls", shell=True)', 'os.system("ls")'],
}


def test_every_rule_is_planted() -> None:
    assert PLANTED.keys() == forbidden.PLACES.keys()


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in PLANTED.items() for text in texts]
)
def test_what_is_planted_is_found_and_only_where_it_is_forbidden(rule: str, text: str) -> None:
    body = f"async def work():\n    {text}" if text.startswith("await") else text
    found = list(forbidden.findings("helpdesk/planted.py", body))
    assert any(f" {rule}: " in finding for finding in found), found
    for place in forbidden.PLACES[rule]:
        here = place + "planted.py" if place.endswith("/") else place
        assert not [one for one in forbidden.findings(here, body) if f" {rule}: " in one]


@pytest.mark.parametrize(
    "text", ["{{ body|safe }}", "{{ body | safe }}", "{% autoescape off %}", "{{ rows|safeseq }}"]
)
def test_a_template_that_trusts_its_text_is_found(text: str) -> None:
    assert list(forbidden.template_findings("a.html", text))


def test_values_as_parameters_and_names_as_sql_are_allowed() -> None:
    allowed = (
        'cursor.execute("SELECT %s", [name])\n'
        'cursor.execute(sql.SQL("SELECT {}").format(sql.Identifier(name)))\n'
    )
    assert list(forbidden.findings("helpdesk/planted.py", allowed)) == []


RUFF = {
    "S102": "exec(text)",
    "S307": "eval(text)",
    "S301": "import pickle\n\npickle.loads(text)",
    "S506": "import yaml\n\nyaml.load(text)",
    "S602": 'import subprocess\n\nsubprocess.run(f"ls {text}", shell=True)',
    "S501": 'import httpx\n\nhttpx.get("https://a.example", verify=False)',
    "S324": "import hashlib\n\nhashlib.md5(text)",
    "S608": 'cursor.execute(f"SELECT * FROM {text}")',
    "S311": "import random\n\nrandom.random()",
    "S308": "from django.utils.safestring import mark_safe\n\nmark_safe(text)",
    "TID251": "from asgiref.sync import async_to_sync",
}


@pytest.mark.parametrize("code", RUFF)
def test_ruff_finds_what_is_left_to_it(code: str) -> None:
    """As ``make check`` runs it, on a module of the product."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format", "concise"]
    found = subprocess.run(
        [*command, "--stdin-filename", "helpdesk/planted.py", "-"],
        cwd=ROOT, input=RUFF[code], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f" {code} " in found.stdout


def _floors() -> list[tuple[str, Version, str, date]]:
    """Lines of security-floor.txt: package, minimum, date, reason."""
    lines = (ROOT / "security-floor.txt").read_text().splitlines()
    rows = [line.split(maxsplit=3) for line in lines if line and not line.startswith("#")]
    return [
        (name, Version(least), reason, date.fromisoformat(day)) for name, least, day, reason in rows
    ]


def _pinned() -> dict[str, Version]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line.split()[0].partition("==") for line in lines if "==" in line and line[0] != " "]
    return {name.partition("[")[0]: Version(pin.rstrip(";\\")) for name, _, pin in pins}


def below_the_floor(pinned: dict[str, Version]) -> list[str]:
    return [
        f"{name} {pinned[name]} is below {least}: {reason}"
        for name, least, reason, _ in _floors()
        if name in pinned and pinned[name] < least
    ]


def test_no_package_is_older_than_its_last_known_hole() -> None:
    assert below_the_floor(_pinned()) == []
    installed = {name: Version(version(name)) for name, *_ in _floors() if name in _pinned()}
    assert below_the_floor(installed) == []


def test_the_floor_speaks_of_packages_that_are_used_and_bites() -> None:
    names = [name for name, *_ in _floors()]
    assert len(names) == len(set(names)) >= 10
    assert [name for name in names if name not in _pinned()] == []
    assert all(len(reason) > 10 for _, _, reason, _ in _floors())
    assert len(below_the_floor({name: Version("0.0.1") for name in names})) == len(names)
