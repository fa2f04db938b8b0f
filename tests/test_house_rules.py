"""The house rules hold for every file, and each rule bites when a fault is planted."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import house_rules

ROOT = Path(__file__).resolve().parent.parent
# Names of machines and places that the product has no business to know.
ELSEWHERE = [
    "/".join(["", "work", "main"]),
    "/".join(["", "work", "shared"]),
    "/".join(["", "root", ""]),
    "pypi" + ".org",
    "npmjs" + ".org",
]
TEXTS = (
    ".py",
    ".md",
    ".txt",
    ".toml",
    ".html",
    ".js",
    ".css",
    ".yaml",
    ".example",
    "Makefile",
    "run",
)


def _tracked(*suffixes: str) -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if name.endswith(suffixes) and path.is_file():
            yield name, path.read_text()


def test_every_module_keeps_the_house_rules() -> None:
    findings = [
        finding
        for path, text in _tracked(".py")
        if "/migrations/" not in path
        for finding in house_rules.python_findings(path, text)
    ]
    assert not findings, "\n".join(findings)


def test_every_template_is_fit_for_a_strict_content_policy() -> None:
    findings = [
        finding
        for path, text in _tracked(".html")
        for finding in house_rules.template_findings(path, text)
    ]
    assert not findings, "\n".join(findings)


def test_no_script_builds_markup_from_strings() -> None:
    findings = [
        finding
        for path, text in _tracked(".js", ".css")
        for finding in house_rules.script_findings(path, text)
    ]
    assert not findings, "\n".join(findings)


def test_migrations_are_named_by_sentences() -> None:
    findings = [
        finding
        for path, _ in _tracked(".py")
        if "/migrations/0" in path
        for finding in house_rules.migration_findings(path)
    ]
    assert not findings, "\n".join(findings)


def test_nothing_names_the_machine_it_was_written_on() -> None:
    named = [
        f"{path}: {place}"
        for path, text in _tracked(*TEXTS)
        for place in ELSEWHERE
        if place in text
    ]
    assert not named, "\n".join(named)


LONG = "def f():\n" + "    x = 1\n" * 31


@pytest.mark.parametrize(
    ("path", "fault", "expected"),
    [
        ("a/b.py", "x = 1\n", "no sentence"),
        ("a/utils.py", '"""Doc."""\n', "name the module"),
        ("a/b.py", '"""Doc."""\n' * 301, "lines"),
        ("a/b.py", f'"""Doc."""\n{LONG}', "lines"),
        ("a/b.py", '"""Doc."""\nasync def f(): ...\n', "asynchronous"),
        ("a/b.py", '"""Doc."""\n@shared_task\ndef f():\n    a()\n    b()\n    c()\n', "one verb"),
        ("a/b.py", '"""Doc."""\ntask.delay(1)\n', "outbox"),
        ("a/b.py", '"""Doc."""\nMessage.objects.create()\n', "messaging"),
        ("a/b.py", '"""Doc."""\nconversation.status = "open"\n', "moving"),
        ("a/b.py", '"""Doc."""\narticle.status = "approved"\n', "publishing"),
    ],
)
def test_a_planted_fault_in_a_module_is_found(path: str, fault: str, expected: str) -> None:
    findings = list(house_rules.python_findings(path, fault))
    assert any(expected in finding for finding in findings)


@pytest.mark.parametrize(
    "fault",
    ["<script>go()</script>", '<p style="x">', "<style>p {}</style>", '<a onclick="go()">'],
)
def test_a_planted_fault_in_a_template_is_found(fault: str) -> None:
    assert list(house_rules.template_findings("a.html", fault))


def test_a_planted_fault_in_a_script_or_a_migration_is_found() -> None:
    assert list(house_rules.script_findings("a.js", "node.innerHTML = text"))
    assert list(house_rules.migration_findings("a/migrations/0002_auto_20260101.py"))
    assert list(house_rules.migration_findings("a/migrations/0001_initial.py"))
