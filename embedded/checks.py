"""``make check``: every mechanical check, all of them even when one fails."""

import os
import secrets
import time

from embedded.checkout import Checkout
from embedded.install import install
from embedded.process import Program
from embedded.servers import Addresses
from embedded.supervisor import Supervisor
from embedded.terminal import say
from embedded.throwaway import throwaway_servers

_CHECKS = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "layers": "lint-imports",
    "types": "mypy",
    "templates, format": "djlint --check .",
    "templates, lint": "djlint --lint --quiet .",
    "migrations": "python manage.py makemigrations --check --dry-run --skip-checks",
    "deployment": "python manage.py check --deploy --fail-level WARNING",
    "house rules": "python -m pytest tests/test_house_rules.py -p no:randomly",
    "forbidden": "python -m pytest tests/test_forbidden.py -p no:randomly",
    "words": "python -m pytest tests/test_words.py -p no:randomly",
    "dependencies": "deptry .",
    "spelling": "codespell",
}


def check(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run them all; 1 when any failed."""
    install(checkout, supervisor, dev=True)
    with throwaway_servers(checkout, supervisor) as addresses:
        environment = _environment(checkout, addresses)
        failed = [
            name
            for name, command in _CHECKS.items()
            if not _passes(supervisor, name, _program(checkout, command, environment))
        ]
    say(f"\n{len(_CHECKS) - len(failed)} checks passed, {len(failed)} failed {failed or ''}")
    return 1 if failed else 0


def _passes(supervisor: Supervisor, name: str, program: Program) -> bool:
    say(f"\n=== {name}: {' '.join((program.name, *program.argv[1:]))}")
    began = time.monotonic()
    passes = supervisor.run(program) == 0
    say(f"=== {name}: {'ok' if passes else 'FAILED'}, {time.monotonic() - began:.1f} s")
    return passes


def _program(checkout: Checkout, command: str, environment: dict[str, str]) -> Program:
    program, *arguments = command.split()
    argv = (str(checkout.venv / "bin" / program), *arguments)
    return Program(name=program, argv=argv, env=environment, cwd=checkout.root, interactive=True)


def _environment(checkout: Checkout, addresses: Addresses) -> dict[str, str]:
    """Settings as in production."""
    return {
        "PATH": f"{checkout.venv / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "HOME": os.environ.get("HOME", "/"),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PUBLIC_SCHEME": "https",
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
    }
