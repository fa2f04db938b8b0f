"""Every surface of the running application is classified, and none that is gone."""

import pytest

from tests.addresses import filled
from tests.cast import Company
from tests.isolation import addressing, catalogue, classification
from tests.isolation.inventory import inventory

_WORDS = (
    *("talk", "article", "shelf", "logo.png", "invited", "reset", "file", "link"),
    *("promise", "case", "macro", "held", "suggestion", "view"),
)
IDS = addressing.Ids(1, *_WORDS)


def test_every_surface_is_classified_and_every_class_has_its_surface(acme: Company) -> None:
    found = classification.disagreements(inventory())
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("kind", ["addresses", "topics", "tables", "memory", "frames", "outgoing"])
def test_a_surface_that_nobody_classified_is_named_with_what_to_write(kind: str) -> None:
    known = set(classification.surfaces()[kind])
    complaints = classification.differences(kind, known | {"planted"})
    assert len(complaints) == 1
    assert f"[[{kind}]] 'planted'" in complaints[0]
    assert "scope" in complaints[0]


def test_a_class_whose_surface_is_gone_is_named() -> None:
    known = set(classification.surfaces()["topics"])
    [complaint] = classification.differences("topics", known - {"assistant.turn"})
    assert "'assistant.turn'" in complaint
    assert "take it out" in complaint


@pytest.mark.parametrize("table", sorted(classification.surfaces()["tables"]))
def test_every_column_with_words_is_known_to_be_personal_or_not(table: str) -> None:
    said = classification.surfaces()["tables"][table]
    known = {*said.personal, *said.more["words"]}
    assert catalogue.words_of(table) == known, f"say so in surfaces.toml at {table}"


def test_what_is_said_to_be_exported_is_and_what_programs_read_is_said(acme: Company) -> None:
    tables = classification.surfaces()["tables"].values()
    said = {name for table in tables for name in _exported(table.more["exported"])}
    api = {page.split("/")[2] for page in inventory()["addresses"] if page.startswith("api/v1/")}
    nested = {"messages", "attachments", "drafts"}
    assert said - nested == {page for page in api if page} - {"openapi.json"}


def _exported(words: str) -> list[str]:
    return words.removeprefix("API: ").split(", ") if words.startswith("API: ") else []


def test_only_tables_classed_as_both_stand_in_both_kinds_of_schema(acme: Company) -> None:
    """A table in both would be read from the public schema if a tenant's own were not there."""
    allowed = classification.of_scope("tables", "both")
    assert catalogue.in_both() == {name for name in allowed if not name.startswith("public.")}


def test_tables_stand_where_their_scope_says(acme: Company) -> None:
    public = {name for name in catalogue.tables() if name.startswith("public.")}
    assert public - classification.of_scope("tables", "both") == {
        name for name in classification.of_scope("tables", "global") if name.startswith("public.")
    }


def test_no_foreign_key_and_no_sequence_leads_from_schema_to_schema(acme: Company) -> None:
    assert catalogue.crossing() == []


def test_no_search_index_stands_outside_the_workspaces(acme: Company) -> None:
    assert catalogue.public_search_indexes() == []


def test_a_part_of_an_address_that_no_test_can_fill_in_is_named() -> None:
    with pytest.raises(KeyError, match="unknown"):
        filled("any/<unknown>/", addressing.values("any/<unknown>/", IDS))


def test_every_address_can_be_asked_for() -> None:
    asked = addressing.addresses(IDS)
    assert len(asked) > 150
    assert [address for address in asked.values() if "<" in address] == []
