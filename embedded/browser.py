"""A Chromium for the browser tests: one that is there, else one that can be installed.

Two programs with one engine. The headless shell draws pages and nothing around them, for half the
processor time; what only a browser with windows has, such as pop-ups, needs the other.
"""

import os
import shutil

from embedded.checkout import Checkout
from embedded.process import Program
from embedded.supervisor import Supervisor
from embedded.terminal import say, warn

_NAMES = {
    "CHROMIUM": ("chromium", "chromium-browser", "google-chrome"),
    "CHROMIUM_SHELL": ("chromium-headless-shell", "chrome-headless-shell"),
}
_PACKAGES = (
    "apt-get update && apt-get install --yes chromium"
    " && { apt-get install --yes chromium-headless-shell || true; }"
)
_DOWNLOAD_SECONDS = "300"
_OWN = (
    "from pathlib import Path; from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright:\n"
    "    raise SystemExit(not Path(playwright.chromium.executable_path).exists())"
)


def find_browsers(checkout: Checkout, supervisor: Supervisor) -> dict[str, str]:
    """The programs to start, by the variable that names each; empty: Playwright's own, or none.

    Without a shell the browser with windows does everything. With neither, the tests that need
    one fail and say so.
    """
    system = _system_browsers()
    if "CHROMIUM" in system or _has_own(checkout, supervisor):
        return system
    say("Installing Chromium for the browser tests …")
    for attempt in _attempts(checkout):
        if supervisor.run(_program(checkout, *attempt)) == 0:
            return _system_browsers()
    warn("No Chromium could be installed: the browser tests will fail.")
    warn("  Fix: as root, apt-get install chromium, or playwright install --with-deps chromium")
    return {}


def _attempts(checkout: Checkout) -> list[tuple[str, ...]]:
    """Ways to install one, best first; without root only what needs no rights."""
    own = ("timeout", _DOWNLOAD_SECONDS, str(checkout.python), "-m", "playwright", "install")
    if os.geteuid() != 0:
        return [(*own, "chromium")]
    attempts: list[tuple[str, ...]] = [(*own, "--with-deps", "chromium")]
    if shutil.which("apt-get"):
        attempts.append(("sh", "-c", _PACKAGES))
    return attempts


def _system_browsers() -> dict[str, str]:
    found = {name: next(filter(None, map(shutil.which, of)), "") for name, of in _NAMES.items()}
    return {name: program for name, program in found.items() if program}


def _has_own(checkout: Checkout, supervisor: Supervisor) -> bool:
    return supervisor.run(_program(checkout, str(checkout.python), "-c", _OWN)) == 0


def _program(checkout: Checkout, *argv: str) -> Program:
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    return Program("browser", argv, checkout.data.logs / "browser.log", env, checkout.root)
