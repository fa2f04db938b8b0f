"""The files that only people and installers read do not fall behind the code."""

import re

from tests.embedded.running import ROOT

_READ = re.compile(r"""(?:env_\w+|os\.environ\.get|environ\.get)\(\s*"([A-Z_]+)\"""")


def _names(path: str) -> set[str]:
    lines = (ROOT / path).read_text().splitlines()
    return {re.split(r"[<>=\[ ;]", line)[0].lower() for line in lines if line[:1].isalpha()}


def test_every_setting_is_listed_with_its_meaning() -> None:
    read = set(_READ.findall((ROOT / "helpdesk" / "settings.py").read_text()))
    listed = re.findall(r"^# .+\n#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert read - set(listed) == set()


def test_every_requirement_is_pinned_with_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.txt").read_text()
    pins = re.findall(r"^[a-z0-9-]+(?:\[.+\])?==.*$", text, re.MULTILINE)

    assert _names("requirements.in") <= _names("requirements.txt")
    assert all(pin.endswith("\\") for pin in pins)
    assert "://" not in text
