"""Files live and die with what they belong to: a message, a day's patience, a workspace."""

import os
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError

from helpdesk.agents.models import Agent
from helpdesk.conversations import attaching, linking, replying
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.models import Attachment, Handoff
from helpdesk.conversations.redacting import redact
from helpdesk.conversations.tasks import purge_uploads
from helpdesk.handoff.handing_over import hand_over
from tenants.context import in_public
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.uploads import samples
from tests.uploads.sending import say_with, uploaded
from tests.work import run_owed


def _files(company: Company) -> set[Path]:
    return {path for path in (settings.MEDIA_ROOT / company.schema).rglob("*") if path.is_file()}


@pytest.fixture
def before(acme: Company) -> set[Path]:
    """What lies on the disk from other tests."""
    return _files(acme)


def test_a_redacted_message_loses_its_files_everywhere(
    acme: Company, thread: Thread, before: set[Path]
) -> None:
    cid = uuid4()
    with acme.bound():
        tray = Tray(thread.id, "contact")
        shot = uploaded(tray, "passport.png", samples.picture())
        say = partial(attaching.post, thread.says_for, tray, [shot.public_id], body="P.", cid=cid)
        say()
        say_with(thread.id, "other.txt")
        hand_over(thread.id, A_PERSON)
        redact(thread.id, 1)
        (gone,) = Attachment.objects.exclude(state="sent")
        assert (gone.state, gone.name, gone.sha256, gone.stored) == ("removed", "", "", "")
        with pytest.raises(Attachment.DoesNotExist):
            linking.addresses(Reader("agent", 1), thread.id, shot.public_id)
        package = Handoff.objects.get().package
        assert [one["name"] for one in package["files"]] == ["other.txt"]
        assert "passport" not in str(package)
        assert say().duplicate
    assert len(_files(acme) - before) == 3
    run_owed("conversations.erase_files")
    assert len(_files(acme) - before) == 1


def test_an_address_dies_with_the_file_and_with_its_reader(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        say_with(thread.id, "a.txt")
        (file,) = Attachment.objects.all()
        readers = [Reader("agent", bo.pk), Reader("contact", thread.now().contact_id)]
        tokens = [_token(reader, file) for reader in readers]
        assert [linking.opened(token).content.read() for token in tokens] == [b"text"] * 2
        Agent.objects.filter(pk=bo.pk).update(is_active=False)
        with pytest.raises(Attachment.DoesNotExist):
            linking.opened(tokens[0])
        redact(thread.id, 1)
        with pytest.raises(Attachment.DoesNotExist):
            linking.opened(tokens[1])


def test_the_customer_cannot_reach_a_file_of_a_note(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        for verb in (replying.note, replying.reply):
            file = uploaded(Tray(thread.id, f"agent:{bo.pk}"))
            verb(thread.id, bo, body="", files=[file.public_id])
        noted, replied = Attachment.objects.order_by("pk")
        customer = Reader("contact", thread.now().contact_id)
        assert linking.addresses(customer, thread.id, replied.public_id)
        with pytest.raises(Attachment.DoesNotExist):
            linking.addresses(customer, thread.id, noted.public_id)


def test_a_refused_reply_keeps_its_files_for_the_next_try(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        replying.reply(thread.id, ada, body="Mine")
        file = uploaded(Tray(thread.id, f"agent:{bo.pk}"))
        with pytest.raises(AlreadyTaken):
            replying.reply(thread.id, bo, body="", files=[file.public_id])
        assert Attachment.objects.get().state == "uploaded"
        replying.note(thread.id, bo, body="", files=[file.public_id])
        assert Attachment.objects.get().message == thread.entries(kind="note")[0]


def test_what_nobody_sent_within_a_day_is_thrown_away_and_nothing_else(
    acme: Company, thread: Thread, before: set[Path]
) -> None:
    with acme.bound():
        say_with(thread.id, "sent.txt")
        fresh = uploaded(Tray(thread.id, "contact"), "fresh.txt")
        old = uploaded(Tray(thread.id, "contact"), "old.png", samples.picture())
        stray = Path(default_storage.path(f"{acme.schema}/attachments/stray"))
        stray.write_bytes(b"left by a crash")
        _age(acme, old, stray)
    with in_public():
        purge_uploads()
    assert run_owed("conversations.purge_uploads") == 2  # one for each workspace
    with acme.bound():
        kept = Attachment.objects.order_by("pk").values_list("name", flat=True)
        assert list(kept) == ["sent.txt", fresh.name]
    assert len(_files(acme) - before) == 2
    assert not stray.exists()


def _age(company: Company, old: Attachment, stray: Path) -> None:
    """Everything on disk is old, and this one row."""
    yesterday = time.time() - timedelta(days=2).total_seconds()
    for path in (*_files(company), stray):
        os.utime(path, (yesterday, yesterday))
    Attachment.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")


def test_a_failure_between_file_and_row_leaves_neither(
    acme: Company, thread: Thread, before: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(attaching, "_row", fails)
    with acme.bound(), pytest.raises(IntegrityError):
        uploaded(Tray(thread.id, "contact"), "a.png", samples.picture())
    assert _files(acme) == before


def test_the_storage_opens_nothing_outside_its_workspace(
    acme: Company, globex: Company, thread: Thread
) -> None:
    with acme.bound():
        stored = uploaded(Tray(thread.id, "contact")).stored
        assert default_storage.open(stored).read() == b"text"
    strange = [stored, f"{globex.schema}/../{stored}", f"{globex.schema}x/a", "../a", "/etc/passwd"]
    with globex.bound():
        for name in strange:
            for verb in (default_storage.open, default_storage.delete, default_storage.exists):
                with pytest.raises(FileNotFoundError):
                    verb(name)
    with acme.bound():
        assert default_storage.exists(stored)


def _token(reader: Reader, file: Attachment) -> str:
    return linking.addresses(reader, file.conversation_id, file.public_id)["url"].split("/")[2]
