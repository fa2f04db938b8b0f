"""Opening workspaces, keeping their schemas up to date, and the commands for both."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.models import EscalationRule, Team
from helpdesk.agents.models import Agent
from knowledge.models import Article
from tenants.brand.models import Brand
from tenants.context import in_public, in_tenant
from tenants.migrating import TEMPLATE
from tenants.models import Tenant
from tenants.provisioning import Opening, open_tenant
from tests.cast import Company
from tests.tenants.shapes import shape

# What opens a workspace once its process knows the template; a third is the sample article, with
# its first version and its sketch.
STATEMENTS = 49
INITECH = Opening("initech", "Initech", "peter@initech.example")


def _run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    with in_public():
        call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_new_workspace_has_all_that_its_first_owner_needs(stage: None) -> None:
    tenant = open_tenant(INITECH)
    with in_tenant(tenant.schema_name):
        owner = Agent.objects.get()
        assert (owner.email, owner.role) == ("peter@initech.example", "owner")
        assert Team.objects.get(is_default=True).members.get() == owner
        assert EscalationRule.objects.filter(is_on=True).count() >= 5
        assert Article.objects.count() == 1
        assert Brand.current().name == "Initech"


def test_a_replayed_schema_has_the_shape_of_a_migrated_one(acme: Company) -> None:
    assert shape(acme.schema) == shape(TEMPLATE)
    assert len(shape(acme.schema)) > 200
    kept = ("settings", "knowledge_passage", "toast_tuple_target=4080")
    assert kept in shape(acme.schema)


def test_a_workspace_opened_after_a_change_of_the_template_has_it(stage: None) -> None:
    open_tenant(Opening("before", "Before", "peter@initech.example"))
    with in_tenant(TEMPLATE), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX added ON brand_brand (name)")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('brand', 'later', now())"
        )
    try:
        tenant = open_tenant(INITECH)
        assert shape(tenant.schema_name) == shape(TEMPLATE)
    finally:
        with in_tenant(TEMPLATE), connection.cursor() as cursor:
            cursor.execute("DROP INDEX added")
            cursor.execute("DELETE FROM django_migrations WHERE name = 'later'")


def test_opening_a_workspace_asks_a_bounded_number_of_times(stage: None) -> None:
    open_tenant(Opening("before", "Before", "peter@initech.example"))
    with CaptureQueriesContext(connection) as queries:
        open_tenant(INITECH)
    assert len(queries) <= STATEMENTS


def test_nothing_is_left_of_a_workspace_that_could_not_be_opened(
    stage: None, settings: Any
) -> None:
    settings.TENANT_OPENERS = [*settings.TENANT_OPENERS, f"{__name__}.refuse"]
    before = _schemas()
    with pytest.raises(ZeroDivisionError):
        open_tenant(INITECH)
    with in_public():
        assert not Tenant.objects.filter(slug="initech").exists()
    assert _schemas() == before


def refuse(_opening: Opening) -> None:
    raise ZeroDivisionError


def _schemas() -> list[str]:
    with in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("slug", ["acme", "A", "9lives", "with space", "x" * 41, ""])
def test_a_taken_or_malformed_name_is_refused_by_field(acme: Company, slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        open_tenant(Opening(slug, "Any", "any@any.example"))
    assert "slug" in refused.value.message_dict


def test_the_command_opens_a_workspace_and_shows_the_password_once(stage: None) -> None:
    said = _run("open_tenant", "initech", "--owner", "peter@initech.example")
    assert "Initech is open. Begin at http://initech.localhost/admin/setup/" in said
    assert "Password (shown once)" in said


def test_the_command_names_what_is_wrong(acme: Company) -> None:
    with pytest.raises(CommandError, match="--slug: There is a workspace 'acme' already"):
        _run("open_tenant", "acme", "--owner", "peter@initech.example")


def test_migrating_is_cheap_when_nothing_is_pending(acme: Company) -> None:
    assert _run("migrate_tenants").strip() == "nothing to migrate"


def test_a_command_for_an_unknown_workspace_names_the_known_ones(acme: Company) -> None:
    with pytest.raises(CommandError, match=r"no workspace 'acmee'. Known: acme, globex"):
        _run("import_articles", "nowhere", "--tenant", "acmee")
