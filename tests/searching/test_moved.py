"""Words are found in the conversation in which they stand, after a merge and after a split."""

from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations.merging import merge
from helpdesk.conversations.splitting import split
from helpdesk.searching.finding import find
from tests.cast import Company
from tests.searching.conftest import Say, catch_up


def found(company: Company, query: str) -> list[int]:
    with company.bound():
        return find(query, timezone.localdate()).ids


def test_what_was_merged_is_found_where_it_lives(say: Say, acme: Company, bo: Agent) -> None:
    old, kept = say("The armadillo"), say("The lights")
    assert found(acme, "armadillo") == [old.pk]
    with acme.bound():
        merge(old.pk, into=kept.pk, by=bo)
    catch_up(acme)
    assert found(acme, "armadillo") == [kept.pk]
    assert found(acme, "lights") == [kept.pk]


def test_what_was_split_off_is_found_there_alone(say: Say, acme: Company, bo: Agent) -> None:
    old = say("The lights", "The armadillo")
    with acme.bound():
        new = split(old.pk, 2, by=bo)
    catch_up(acme)
    assert found(acme, "armadillo") == [new.pk]
    assert found(acme, "lights") == [old.pk]
