"""A thread as a case: filed, passed on, put to rest, joined, cut; and what changed meanwhile."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.filing import filed, linking, tagging
from tests.cast import Company
from tests.inbox.conftest import Answer, Begin, Desk
from tests.inbox.test_acting import said, texts

SHEETS = ("tags", "transfer", "snooze", "merge", "split", "link", "contact")


def now(company: Company, conversation: Conversation) -> Conversation:
    with company.bound():
        return Conversation.objects.select_related("assignee", "team").get(pk=conversation.pk)


def sheet(desk: Desk, conversation: Conversation, name: str) -> str:
    address = desk.address("sheet", conversation, sheet=name)
    page = desk.client.get(address, headers={"HX-Request": "true"})
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def fence(desk: Desk, conversation: Conversation) -> str:
    """What the page that the agent has open says, for the form to bring back."""
    page: str = desk.open(conversation).content.decode()
    return page.partition('name="fence" value="')[2].partition('"')[0]


def send(desk: Desk, conversation: Conversation, body: str, **more: str) -> Answer:
    return desk.do("reply", conversation, body=body, cid=str(uuid4()), **more)


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_opens_and_another_company_has_none(
    name: str, waiting: Conversation, adas: Desk, guss: Desk
) -> None:
    asked = sheet(adas, waiting, name)
    assert 'id="sheet-title"' in asked
    assert "<html" not in asked
    alone = adas.client.get(adas.address("sheet", waiting, sheet=name)).content.decode()
    assert "inbox/sheet.css" in alone
    assert 'id="sheet-title"' in alone
    foreign = guss.client.get(guss.address("sheet", waiting, sheet=name))
    assert foreign.status_code == 404
    assert adas.client.get(adas.address("sheet", waiting, sheet="none")).status_code == 404


def test_tags_are_put_on_and_taken_off_in_the_panel(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    assert adas.do("tag", waiting, tags=["Refund, vip", "VIP"]).status_code == 204
    page = adas.open(waiting).content.decode()
    assert "Take off the tag Refund" in page
    assert "Ada Lind tagged this: Refund, VIP" in adas.news(waiting, 0)
    adas.do("untag", waiting, tags="refund")
    with acme.bound():
        assert tagging.names_of([waiting.pk]) == {waiting.pk: ["VIP"]}
    refused = adas.do("tag", waiting, tags="x" * 41)
    assert (refused.status_code, "at most 40" in said(refused)) == (422, True)


def test_following_answers_with_who_follows(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    bos.do("follow", waiting)
    followed = adas.do("follow", waiting).content.decode()
    assert 'aria-pressed="true"' in followed
    assert "Bo Reyes" in followed
    assert 'aria-pressed="false"' in adas.do("follow", waiting, on="false").content.decode()
    with acme.bound():
        assert [one.name for one in filed.of(waiting.pk).followers] == ["Bo Reyes"]


def test_a_transfer_with_a_note_is_one_act(
    acme: Company, waiting: Conversation, ada: Agent, adas: Desk, bo: Agent
) -> None:
    done = adas.do("transfer", waiting, to=f"agent:{bo.pk}", note="You know VAT.")
    assert (done.status_code, said(done)) == (204, "Bo Reyes has it now.")
    assert now(acme, waiting).assignee == bo
    assert texts(acme, waiting, kind="note") == ["You know VAT."]
    with acme.bound():
        team = Team.objects.create(name="Billing")
    adas.do("transfer", waiting, to=f"team:{team.pk}")
    assert (now(acme, waiting).status, now(acme, waiting).team) == ("waiting", team)
    for wrong in ("", "agent:0", "team:x", "boss:1"):
        assert adas.do("transfer", waiting, to=wrong, note="Lost?").status_code == 422
    assert texts(acme, waiting, kind="note") == ["You know VAT."]


def test_a_snooze_by_a_preset_a_time_of_ones_own_or_until_they_write(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    assert adas.do("snooze", waiting, **{"for": "tomorrow"}).status_code == 204
    until = now(acme, waiting).snoozed_until
    assert until is not None
    assert timedelta() < until - timezone.now() < timedelta(days=2)
    own = f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    adas.do("snooze", waiting, **{"for": "own", "until": own})
    kept = now(acme, waiting).snoozed_until
    assert kept is not None
    assert f"{kept:%Y-%m-%dT%H:%M}" == own
    told = f'Snoozed until <time datetime="{kept.isoformat()}" data-clock="day">'
    assert told in adas.news(waiting, 0)
    adas.do("snooze", waiting, **{"for": "reply"})
    assert (now(acme, waiting).status, now(acme, waiting).snoozed_until) == ("snoozed", None)
    assert "Snoozed until the customer writes" in adas.open(waiting).content.decode()
    past = f"{datetime(2020, 1, 1):%Y-%m-%dT%H:%M}"  # noqa: DTZ001 - a form's own clock
    for wrong in ({"for": "never"}, {"for": "own", "until": past}, {"for": "own", "until": "x"}):
        assert adas.do("snooze", waiting, **wrong).status_code == 422


def test_send_and_resolve_is_one_act(acme: Company, waiting: Conversation, adas: Desk) -> None:
    adas.do("claim", waiting)
    assert send(adas, waiting, "Done.", then="resolve").status_code == 204
    assert now(acme, waiting).status == "resolved"
    assert texts(acme, waiting, sender="agent") == ["Done."]


def test_a_merge_opens_the_one_that_lives_and_the_old_address_leads_there(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk
) -> None:
    old = begin("And my card.")
    assert "VAT rate" in sheet(adas, old, "merge")
    done = adas.do("merge", old, into=waiting.public_id)
    assert done.headers["HX-Redirect"] == adas.address("thread", waiting)
    page = adas.open(old).content.decode()
    assert f'data-public-id="{waiting.public_id}"' in page
    assert "And my card." in page
    assert f"Ada Lind merged #{old.pk} into this" in page
    assert "Went to another" not in page


def test_a_merge_with_anybody_elses_or_nothing_says_why(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk
) -> None:
    with acme.bound():
        stranger = Contact.objects.create(name="Dee")
    foreign = begin(contact=stranger)
    for into, words in (
        (foreign.public_id, "one and the same customer"),
        (waiting.public_id, "one and the same conversation"),
        ("", "Choose a conversation"),
    ):
        refused = adas.do("merge", waiting, into=into)
        assert refused.status_code == 422
        assert words in said(refused)


def test_whoever_has_the_merged_one_open_is_told_and_may_send_where_it_lives(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk, bos: Desk
) -> None:
    old = begin("And my card.")
    bos.do("claim", old)
    seen = now(acme, old).head
    known = fence(bos, old)
    adas.do("merge", old, into=waiting.public_id)
    told = bos.news(old, seen)
    assert f"This was merged into #{waiting.pk}" in told
    assert "Send it there" in told
    refused = send(bos, old, "Hello.", fence=known)
    assert (refused.status_code, f"merged into #{waiting.pk}" in said(refused)) == (409, True)
    assert texts(acme, waiting, sender="agent") == []
    followed = bos.do("follow", old)
    assert (followed.status_code, "Look there first" in said(followed)) == (409, True)
    sent = send(bos, waiting, "Hello.", elsewhere="yes", fence=str(now(acme, waiting).fence))
    assert (sent.status_code, said(sent)) == (204, f"Sent in #{waiting.pk}.")
    assert texts(acme, waiting, sender="agent") == ["Hello."]


def test_a_split_opens_what_is_new(acme: Company, waiting: Conversation, adas: Desk) -> None:
    adas.reply(waiting, "First.")
    adas.reply(waiting, "Second.")
    with acme.bound():
        second = Message.objects.get(conversation=waiting, body="Second.")
    assert "Second." in sheet(adas, waiting, "split")
    done = adas.do("split", waiting, seq=second.seq)
    assert done.status_code == 200
    with acme.bound():
        new = Conversation.objects.order_by("-pk")[0]
    assert done.headers["HX-Redirect"] == adas.address("thread", new)
    assert texts(acme, new, kind="message") == ["Second."]
    assert adas.do("split", waiting).status_code == 422


def test_links_lead_both_ways_and_are_removed(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk
) -> None:
    other = begin("Another matter.")
    adas.do("link", waiting, other=other.public_id)
    adas.do("link", waiting, other_number=f"#{other.pk}")
    for one, there in ((waiting, other), (other, waiting)):
        page = adas.open(one).content.decode()
        assert f"Ada Lind linked this with #{there.pk}" in page
        assert "Linked conversations" in page
    adas.do("unlink", other, other=waiting.public_id)
    with acme.bound():
        assert not linking.linked(waiting.pk).exists()
    for wrong in ({"other": waiting.public_id}, {"other_number": "#0"}, {}):
        assert adas.do("link", waiting, **wrong).status_code == 422


def test_what_is_known_of_the_customer_is_corrected(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    adas.do("contact", waiting, name="Cleo  Marsh-Lee", email="cleo@new.example", phone="")
    with acme.bound():
        contact = Contact.objects.get(pk=waiting.contact_id)
    assert (contact.name, contact.email) == ("Cleo Marsh-Lee", "cleo@new.example")
    assert "Ada Lind corrected what is known" in adas.news(waiting, 0)
    refused = adas.do("contact", waiting, name="Cleo", email="nobody", phone="")
    assert refused.status_code == 422
    with acme.bound():
        assert Contact.objects.get(pk=waiting.contact_id).email == "cleo@new.example"


def test_a_reply_to_what_a_colleague_resolved_asks_once_more(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    bos.do("claim", waiting)
    known = fence(bos, waiting)
    adas.do("resolve", waiting)
    refused = send(bos, waiting, "Wait.", fence=known)
    assert (refused.status_code, said(refused)) == (
        409,
        "Ada Lind resolved this meanwhile. Send again to reopen it.",
    )
    assert now(acme, waiting).status == "resolved"
    assert send(bos, waiting, "Wait.", fence=fence(bos, waiting)).status_code == 204
    assert now(acme, waiting).status == "open"


def test_a_reply_to_what_was_given_to_a_colleague_says_to_whom(
    waiting: Conversation, ada: Agent, adas: Desk, bos: Desk
) -> None:
    bos.do("claim", waiting)
    known = fence(bos, waiting)
    adas.do("assign", waiting, agent=ada.pk)
    refused = send(bos, waiting, "Mine.", fence=known)
    assert (refused.status_code, said(refused)) == (409, "Ada Lind already has this conversation.")


def test_a_reply_to_what_is_gone_is_not_found_and_no_fault(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    with acme.bound():
        Conversation.objects.filter(pk=waiting.pk).delete()
    assert send(bos, waiting, "Hello?").status_code == 404
