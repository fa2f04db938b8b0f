"""The assistant asks back where one question decides, and nobody is asked for ever."""

import pytest

from escalation.facts.asking import asks_in_words
from helpdesk.assistant import clarifying
from helpdesk.assistant.models import Turn
from helpdesk.assistant.pointing import unnamed
from helpdesk.assistant.tongues import codes, tongue_of
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from tests.assistant.conftest import Chat, publish
from tests.cast import Company
from tests.work import run_owed

POINTS = "Can this language be used for invoices?"
INVOICES = (
    "Invoices can be in Dutch or in German. The choice is under Settings › Invoices › Language."
)


@pytest.fixture
def chat_on_invoices(chat: Chat, acme: Company) -> Chat:
    with acme.bound():
        publish("Choose the language of your invoices", INVOICES)
    run_owed()
    return chat


def test_who_points_at_something_unnamed_is_asked_what_it_is(chat_on_invoices: Chat) -> None:
    chat_on_invoices.say(POINTS)

    assert "“this language”" in chat_on_invoices.answer.body
    assert not chat_on_invoices.answer.data["ask_solved"]
    assert "Talk to a person" in chat_on_invoices.answer.data["quick_replies"]
    assert chat_on_invoices.status == "assisted"
    assert chat_on_invoices.turns[-1].outcome == Turn.Outcome.ASKED_BACK


def test_the_reply_is_read_together_with_what_was_asked(chat_on_invoices: Chat) -> None:
    chat_on_invoices.say(POINTS)
    chat_on_invoices.say("Dutch")

    assert "in Dutch or in German" in chat_on_invoices.answer.body
    assert chat_on_invoices.turns[-1].question == f"{POINTS}\nDutch"


def test_between_two_articles_that_compete_the_customer_decides(
    chat: Chat, acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = ["Reset the password of your account", "Reset the password of a colleague"]
    with acme.bound():
        publish(titles[0], "Press Forgot password on the log-in page to reset the password.")
        publish(titles[1], "Open Team and press Reset beside a name to reset the password.")
    run_owed()
    monkeypatch.setattr(clarifying, "CLEAR", 1.01)  # as if no answer were clear

    chat.say("How do I reset the password?")
    choices = chat.answer.data["quick_replies"]
    assert sorted(choices[:2]) == sorted(titles)
    assert chat.turns[-1].outcome == Turn.Outcome.ASKED_BACK

    chat.say(titles[1])
    assert chat.answer.data["sources"][0]["title"] == titles[1]


def test_a_clear_answer_is_given_however_near_the_next_article_is(
    chat: Chat, acme: Company
) -> None:
    with acme.bound():
        publish("Reset the password of your account", "Press Forgot password on the log-in page.")
        publish("Reset the password of a colleague", "Open Team and press Reset beside a name.")
    run_owed()

    chat.say("How do I reset the password of a colleague?")
    assert chat.turns[-1].outcome == Turn.Outcome.ANSWERED


def test_who_says_the_same_again_gets_a_person(chat_on_invoices: Chat) -> None:
    chat_on_invoices.say(POINTS)
    chat_on_invoices.say(POINTS)

    assert chat_on_invoices.status == "waiting"
    assert len(chat_on_invoices.answers) == 1


def test_nobody_is_asked_back_twice_in_a_row(chat: Chat) -> None:
    chat.say("Is that planet inhabited?")
    assert chat.turns[-1].outcome == Turn.Outcome.ASKED_BACK
    chat.say("I mean those rings round it")

    assert chat.status == "waiting"
    assert [turn.outcome for turn in chat.turns].count(Turn.Outcome.ASKED_BACK) == 1


def test_no_to_a_question_of_ours_is_no_farewell(chat: Chat) -> None:
    chat.say("Is that planet inhabited?")
    chat.say("no")

    assert chat.status == "waiting"


def test_a_request_for_a_person_is_granted_after_a_question_of_ours(chat: Chat) -> None:
    chat.say("Is that planet inhabited?")
    chat.say("Talk to a person")

    assert chat.status == "waiting"
    assert chat.handoff.trigger == "asks_for_person"


GERMAN = "Rechnungen gibt es auf Niederländisch. Wählen Sie die Sprache unter Einstellungen."


@pytest.mark.parametrize("locale", ["", "en-GB"])
def test_a_question_in_german_is_asked_back_in_german_and_its_reply_understood(
    chat: Chat, acme: Company, cleo: Contact, locale: str
) -> None:
    with acme.bound():
        publish("Sprache der Rechnungen wählen", GERMAN, language="de")
        chat = Chat(acme, lifecycle.start(cleo, locale=locale).pk)
    run_owed()

    chat.say("Kann man diese Sprache für Rechnungen wählen?")
    assert chat.answer.body.startswith("Was meinen Sie mit „diese Sprache“?")
    assert chat.answer.data["quick_replies"] == ["Mit einem Menschen sprechen"]

    chat.say("Niederländisch")
    assert chat.answer.body.startswith("Aus „Sprache der Rechnungen wählen“:")
    assert "auf Niederländisch" in chat.answer.body


def test_a_lone_word_is_asked_back_in_the_language_of_the_screen(
    chat: Chat, acme: Company, cleo: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = "helpdesk.assistant.answering.answering.confidence"
    monkeypatch.setattr(unsure, lambda *_: 0.4)
    with acme.bound():
        publish("Wohin die Post geht", "Rechnungen kommen per Post.", language="de")
        chat = Chat(acme, lifecycle.start(cleo, locale="de-AT").pk)
    run_owed()

    chat.say("Rechnungen?")
    assert chat.answer.body.startswith("Ich bin nicht sicher, was Sie meinen.")


@pytest.mark.parametrize("code", codes())
def test_every_language_offers_a_person_in_words_that_bring_one(code: str) -> None:
    tongue = tongue_of("", code)

    assert tongue.code == code
    assert asks_in_words(tongue.person).score >= 0.95
    assert {tongue_of(text).code for text in (tongue.what, tongue.which, tongue.more)} == {code}


@pytest.mark.parametrize(
    ("question", "before", "thing"),
    [
        ("In which country is this language officially spoken?", [], "this language"),
        ("What is the purpose of that NASA mission?", [], "that NASA mission"),
        ("Is this language hard?", ["Do you teach the Dutch language?"], ""),
        ("I was told that refunds take long", [], ""),
        ("How is that calculated?", [], ""),
        ("What can I do about this kind of problem?", [], ""),
        ("My card was declined. Can you check this card?", [], ""),
        ("This is broken", [], ""),
        ("Kann man diese Sprache für Rechnungen nutzen?", [], "diese Sprache"),
        (
            "In welchem Land wird diese offizielle Sprache gesprochen?",
            [],
            "diese offizielle Sprache",
        ),
        ("Ist dieser Tarif teurer?", ["Ich habe den Jahrestarif."], ""),
        ("Ich habe diese Rechnung nicht bezahlt", ["Wo sind meine Rechnungen?"], ""),
        ("Wie lange dauert das in diesem Fall?", [], ""),
        ("¿Cuánto cuesta este plan al año?", [], "este plan"),
        ("¿Cuánto cuesta este plan?", ["Tengo el plan anual"], ""),
        ("¿Qué hago con este problema?", [], ""),
        ("Esta roto", [], ""),
        ("Dans quel pays parle-t-on cette langue ?", [], "cette langue"),
        ("Cette langue est-elle difficile ?", ["Proposez-vous des langues ?"], ""),
        ("Que faire dans ce cas ?", [], ""),
        ("Ce n'est pas clair", [], ""),
    ],
)
def test_only_what_nobody_named_is_asked_for(question: str, before: list[str], thing: str) -> None:
    assert unnamed(question, before) == thing
