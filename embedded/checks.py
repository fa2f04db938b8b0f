"""``make check``: every check that needs no server, all of them even when one fails."""

import os
import secrets
import time

from embedded.checkout import Checkout
from embedded.install import install
from embedded.process import Program
from embedded.supervisor import Supervisor
from embedded.terminal import say

_CHECKS = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "layers": "lint-imports",
    "types": "mypy",
    "templates, format": "djlint --check --quiet .",
    "templates, lint": "djlint --lint --quiet .",
    "migrations": "python manage.py makemigrations --check --dry-run --skip-checks",
    "deployment": "python manage.py check --deploy --fail-level WARNING",
    "house rules": "python -m pytest tests/test_house_rules.py -p no:randomly",
    "dependencies": "deptry .",
    "spelling": "codespell",
}


def check(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run them all; 1 when any failed."""
    install(checkout, supervisor, dev=True)
    environment = _environment(checkout)
    failed = []
    for name, command in _CHECKS.items():
        say(f"\n=== {name}: {command}")
        began = time.monotonic()
        if supervisor.run(_program(checkout, command, environment)) != 0:
            failed.append(name)
        say(f"=== {name}: {'FAILED' if name in failed else 'ok'}, {time.monotonic() - began:.1f} s")
    say(f"\n{len(_CHECKS) - len(failed)} checks passed, {len(failed)} failed {failed or ''}")
    return 1 if failed else 0


def _program(checkout: Checkout, command: str, environment: dict[str, str]) -> Program:
    program, *arguments = command.split()
    argv = (str(checkout.venv / "bin" / program), *arguments)
    return Program(name=program, argv=argv, env=environment, cwd=checkout.root, interactive=True)


def _environment(checkout: Checkout) -> dict[str, str]:
    """Settings as in production, with servers that are never asked."""
    return {
        "PATH": f"{checkout.venv / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "HOME": os.environ.get("HOME", "/"),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PUBLIC_SCHEME": "https",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
    }
