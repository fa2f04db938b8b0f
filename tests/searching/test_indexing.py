"""The index is filled a moment later, from where it had come to, and lets go at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging, redacting
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.searching import catching_up, indexing, noticing
from helpdesk.searching.finding import find
from helpdesk.searching.models import KnownWord, Piece, Progress
from tenants.context import in_public
from tenants.database import direct
from tenants.work import tasks
from tests.cast import Company
from tests.searching.conftest import Say, catch_up
from tests.work import owed, run_owed


def found(company: Company, query: str, *, notes: bool = True) -> list[int]:
    with company.bound():
        return find(query, timezone.localdate(), notes=notes).ids


def pieces(company: Company, conversation: Conversation) -> list[tuple[bool, int, int]]:
    with company.bound():
        rows = Piece.objects.filter(conversation=conversation).order_by("is_note", "first_seq")
        return list(rows.values_list("is_note", "first_seq", "last_seq"))


def test_what_was_there_before_the_index_is_filled_in_by_steps_that_resume(
    acme: Company, cleo: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "FILLED", 3)
    with acme.bound():
        old = [lifecycle.start(cleo).pk for _ in range(8)]
        for pk in old:
            messaging.post_message(pk, sender="contact", body=f"Parcel {pk}")
        catching_up.sweep()
        Piece.objects.all().delete()  # as if the sweep had found none of them
    left_at = []
    while job := next(iter(owed(catching_up.FILL_TOPIC)), None):
        with acme.bound(), transaction.atomic():
            catching_up.fill()  # a worker dies before its commit
            transaction.set_rollback(True)
        tasks.run(job.pk, job.attempts)
        with acme.bound():
            left_at.append(Progress.objects.get().filled_from)
    assert left_at == sorted(left_at, reverse=True)
    assert len(left_at) >= 3
    assert left_at[-1] == 0
    for pk in old:
        assert found(acme, f"parcel {pk}") == [pk]


def test_a_conversation_goes_on_where_its_pieces_end(say: Say, acme: Company, bo: Agent) -> None:
    conversation = say("The zebra fell over.")
    with acme.bound():
        messaging.add_note(conversation.pk, agent_id=bo.pk, body="Looks like a giraffe to me.")
        messaging.post_message(conversation.pk, sender="contact", body="It is an okapi.")
    catch_up(acme)
    assert pieces(acme, conversation) == [(False, 1, 3), (True, 2, 2)]
    assert found(acme, "zebra okapi") == [conversation.pk]
    assert found(acme, "giraffe") == [conversation.pk]
    assert found(acme, "giraffe", notes=False) == []


def test_a_full_piece_is_followed_by_another(say: Say, acme: Company) -> None:
    long = "lorem " * (indexing.FULL // 6)
    conversation = say(f"first {long}", f"second {long}", "third")
    assert pieces(acme, conversation) == [(False, 1, 1), (False, 2, 2), (False, 3, 3)]
    assert found(acme, "third") == found(acme, "first lorem") == [conversation.pk]


def test_a_run_too_many_changes_nothing(say: Say, acme: Company) -> None:
    conversation = say("Quagga")
    with acme.bound():
        before = list(Piece.objects.values_list("pk", "words", "size", "last_seq").order_by("pk"))
        with transaction.atomic():
            assert indexing.index([conversation.pk]) == set()
        assert before == list(
            Piece.objects.values_list("pk", "words", "size", "last_seq").order_by("pk")
        )


def test_more_than_one_run_takes_is_left_for_the_next(
    acme: Company, cleo: Contact, kept_up: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ENTRIES", 4)
    monkeypatch.setattr(catching_up, "SWEPT", 2)
    with acme.bound():
        some = [lifecycle.start(cleo) for _ in range(5)]
        for conversation in some:
            for word in ("alpha", "beta", "gamma"):
                messaging.post_message(conversation.pk, sender="contact", body=word)
    catch_up(acme)
    assert sorted(found(acme, "alpha gamma")) == [one.pk for one in some]


def test_whoever_is_held_is_indexed_later(acme: Company, cleo: Contact, kept_up: Company) -> None:
    with acme.bound():
        held, free = lifecycle.start(cleo).pk, lifecycle.start(cleo).pk
        for pk in (held, free):
            messaging.post_message(pk, sender="contact", body="Pangolin")
    with apart(acme) as other:
        other.execute("SELECT FROM conversations_conversation WHERE id = %s FOR UPDATE", [held])
        with acme.bound():
            catching_up.sweep()
        assert found(acme, "pangolin") == [free]
    run_owed(catching_up.SWEEP_TOPIC, early=True)
    assert found(acme, "pangolin") == [free, held]


@contextmanager
def apart(company: Company) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection, in a transaction that ends with the block."""
    known = direct.connect_arguments() | {"autocommit": False}
    with psycopg.connect(**known) as other:
        other.execute(f"SET search_path = {company.schema}")
        yield other


def test_redaction_takes_the_words_out_at_once(say: Say, acme: Company, bo: Agent) -> None:
    conversation = say("My password is Armadillo", "and the lights are off")
    with acme.bound():
        assert KnownWord.objects.filter(pk="armadillo").exists()
        redacting.redact(conversation.pk, 1, by=bo)
        assert not KnownWord.objects.filter(pk="armadillo").exists()
    assert found(acme, "armadillo") == []
    assert found(acme, "lights") == [conversation.pk]
    catch_up(acme)
    assert found(acme, "armadillo") == []
    assert b"rmadillo" not in dump(acme)


def test_what_was_redacted_before_it_was_indexed_never_is(
    acme: Company, cleo: Contact, bo: Agent, kept_up: Company
) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        messaging.post_message(conversation.pk, sender="contact", body="Armadillo")
        redacting.redact(conversation.pk, 1, by=bo)
    catch_up(acme)
    assert b"rmadillo" not in dump(acme)


def test_erasing_a_contact_erases_what_they_said(say: Say, acme: Company) -> None:
    with acme.bound():
        contact = Contact.objects.create(name="Temp")
    say("Wolverine", contact=contact)
    with acme.bound():
        contact.delete()
    assert found(acme, "wolverine") == []
    assert b"olverine" not in dump(acme)


def dump(company: Company) -> bytes:
    """Everything that the index holds."""
    with company.bound(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT words::text FROM searching_piece UNION SELECT text FROM searching_knownword"
        )
        return "\n".join(row[0] for row in cursor.fetchall()).encode()


def test_an_index_of_another_shape_is_made_anew(say: Say, acme: Company) -> None:
    conversation = say("Ocelot")
    with acme.bound():
        Progress.objects.update(shape=0)
        Piece.objects.update(words="rubbish")
    catch_up(acme)
    assert found(acme, "ocelot") == [conversation.pk]
    assert found(acme, "rubbish") == []


def test_only_those_who_wrote_are_swept(acme: Company, globex: Company) -> None:
    rows = {acme.schema: 10, globex.schema: 20, "t_closed": 5}
    with mock.patch.object(noticing, "_written", side_effect=rows.copy):
        assert noticing.owe_sweeps() == 2
        run_owed(catching_up.SWEEP_TOPIC)
        assert noticing.owe_sweeps() == 0
        rows[acme.schema] = 11
        assert noticing.owe_sweeps() == 1
    assert [job.tenant for job in owed(catching_up.SWEEP_TOPIC)] == [acme.schema]


def test_postgresql_counts_what_was_written(acme: Company, begun: int) -> None:
    before = written(acme)
    with acme.bound():
        messaging.post_message(begun, sender="contact", body="Hello")
    assert written(acme) == before + 1


@pytest.fixture
def begun(acme: Company, cleo: Contact) -> int:
    with acme.bound():
        return lifecycle.start(cleo).pk


def written(company: Company) -> int:
    with in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        return noticing._written()[company.schema]


@pytest.mark.parametrize("is_careful", [True, False])
def test_a_change_that_commits_late_is_not_passed_by(
    is_careful: bool, kept_up: Company, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without regard for open transactions it would be: the sweep is then at a later moment."""
    monkeypatch.setattr(catching_up, "SLACK", timedelta(0))
    if not is_careful:
        monkeypatch.setattr(catching_up, "_SETTLED", "SELECT clock_timestamp()")
    with apart(kept_up) as other:
        other.execute(
            "UPDATE conversations_conversation SET head = 1, updated_at = now() WHERE id = %s",
            [begun],
        )
        other.execute(
            "INSERT INTO conversations_message (conversation_id, seq, kind, sender, author, body,"
            " data) VALUES (%s, 1, 'message', 'contact', 'contact', 'Latecomer', '{}')",
            [begun],
        )
        with kept_up.bound():
            catching_up.sweep()
    catch_up(kept_up)
    assert found(kept_up, "latecomer") == ([begun] if is_careful else [])
