"""A promise is heard in what an agent writes, with the time that it means by the tenant's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.recovery.said.promised import promises_in
from helpdesk.recovery.said.when import moments

WEDNESDAY = datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("said", "kind", "due"),
    [
        ("I'll call you tomorrow at 10.", "callback", "Thu 26 Nov 10:00"),
        ("We will get back to you by Friday.", "reply", "Fri 27 Nov 17:00"),
        ("My colleague Maya will ring you on Monday at 9:30 am.", "callback", "Mon 30 Nov 09:30"),
        ("You'll hear from us within 2 business days.", "reply", "Fri 27 Nov 14:00"),
        ("I’ll email you the corrected invoice this afternoon.", "email", "Wed 25 Nov 17:00"),
        ("I'm going to refund the second charge by end of day.", "follow_up", "Wed 25 Nov 17:00"),
        ("The refund will be on your card by 3 December.", "follow_up", "Thu 03 Dec 17:00"),
        ("We'll have an answer in half an hour.", "reply", "Wed 25 Nov 14:30"),
        ("Ich rufe Sie morgen um 10 Uhr an.", "callback", "Thu 26 Nov 10:00"),
        ("Wir melden uns bis Freitag bei Ihnen.", "reply", "Fri 27 Nov 17:00"),
        ("Ich schicke Ihnen das heute Abend per E-Mail.", "email", "Wed 25 Nov 20:00"),
        ("Sie hören spätestens am Montag von uns.", "reply", "Mon 30 Nov 17:00"),
        ("Am 3.12. um 14:30 Uhr rufe ich Sie an.", "callback", "Thu 03 Dec 14:30"),
        ("Morgen früh melde ich mich wieder.", "reply", "Thu 26 Nov 12:00"),
    ],
)
def test_a_promise_is_heard_with_its_kind_and_its_time(said: str, kind: str, due: str) -> None:
    text = f"Thanks for waiting. {said} Best, Bo"
    (heard,) = promises_in(text, WEDNESDAY)
    assert (str(heard.kind), f"{heard.due_at:%a %d %b %H:%M}") == (kind, due)
    assert text[heard.start : heard.end].startswith(said[:20])


@pytest.mark.parametrize(
    "said",
    [
        "If you like, I can call you tomorrow at 10.",
        "Shall I call you tomorrow?",
        "I can't call you before Friday.",
        'You wrote: "I\'ll call you tomorrow at 10". Did that work?',
        "> we will get back to you by Friday\nDid they?",
        "I have refunded it today.",
        "The invoice of 3 November is paid.",
        "Please send it by Friday.",
        "We are open from 9 to 5.",
        "I'll look into it.",
        "Wenn Sie möchten, rufe ich Sie morgen an.",
        "Können Sie morgen um 10 Uhr?",
        "Version 3.12.1 kommt mit 10 % Rabatt.",
    ],
)
def test_what_is_no_promise_is_not_heard_as_one(said: str) -> None:
    assert promises_in(said, WEDNESDAY) == []


def test_the_clock_is_the_tenants() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=ZoneInfo("UTC"))
    auckland = late.astimezone(ZoneInfo("Pacific/Auckland"))
    (utc,) = promises_in("I'll call you tomorrow at 10.", late)
    (there,) = promises_in("I'll call you tomorrow at 10.", auckland)
    assert f"{utc.due_at:%d %H}" == "26 10"
    assert f"{there.due_at:%d %H}" == "27 10"


@given(st.text(alphabet="I'llcrnmogate 0123456789:.pmbyFidyUhr\n>“”", max_size=200))
def test_any_text_is_read_and_every_time_lies_ahead(text: str) -> None:
    assert all(moment.at > WEDNESDAY for moment in moments(text, WEDNESDAY))
    assert all(heard.due_at > WEDNESDAY for heard in promises_in(text, WEDNESDAY))
