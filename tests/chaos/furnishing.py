"""Two workspaces to talk to, opened in a fresh database: equal ids in both.

Run by ``manage.py shell``, so that Django is set up; the last line it writes is JSON.
"""

import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tests.cast import build_company

ARTICLES = Path(__file__).resolve().parents[2] / "helpdesk/demo/content/acme/taxes-and-reports"
FIRMS = ("acme", "globex")


def main() -> None:
    """Migrate, open the workspaces, and tell where they are and who is logged in."""
    call_command("migrate_tenants", stdout=sys.stderr)
    sys.stdout.write(f"\n{json.dumps([_furnish(slug) for slug in FIRMS])}\n")


def _furnish(slug: str) -> dict[str, str]:
    """A workspace with a few articles, and an agent of it who is logged in."""
    company = build_company(slug, owner=f"Ada {slug}", agent=f"Bo {slug}", contact=f"Cleo {slug}")
    call_command("import_articles", str(ARTICLES), tenant=slug, index="now", stdout=sys.stderr)
    browser = company.client(company.agent("Bo"))
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": slug, "host": company.host, "schema": company.schema, "session": session}
