"""Whom a note names, as a pure function of its text."""

import pytest

from helpdesk.filing.mentioning import Person, named_in

BO, BOSCO, ANN, ANNA, OTHER_BO = 1, 2, 3, 4, 5
PEOPLE = [
    Person(BO, "Bo Reyes"),
    Person(BOSCO, "Bosco Li"),
    Person(ANN, "Ann Marie Smith"),
    Person(ANNA, "Anna"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Bo Reyes, please look.", {BO}),
        ("Please look, @bo.", {BO}),
        ("@BOSCO and @Anna: yours?", {BOSCO, ANNA}),
        ("(@Ann  Marie\nSmith)", {ANN}),
        ("@Ann", {ANN}),
        ("@Bo @Bo @Bo Reyes", {BO}),
        ("Write to bo@bo.example.", set()),
        ("@@Bo", set()),
        ("@Bob and @Annabel", set()),
        ("@ Bo", set()),
        ("Bo knows.", set()),
        ("", set()),
    ],
)
def test_a_name_after_a_sign_is_who_is_meant(text: str, named: set[int]) -> None:
    assert named_in(text, PEOPLE) == named


def test_a_first_name_that_two_have_names_both_and_a_whole_name_one() -> None:
    people = [*PEOPLE, Person(OTHER_BO, "Bo Weber")]
    assert named_in("@Bo", people) == {BO, OTHER_BO}
    assert named_in("@Bo Weber", people) == {OTHER_BO}
    assert named_in("@Bo", [*people, Person(6, "Bo")]) == {6}


def test_names_are_no_patterns() -> None:
    assert named_in("@A.B (x)", [Person(1, "A.B (x)")]) == {1}
    assert named_in("@AxB (x)", [Person(1, "A.B (x)")]) == set()
    assert named_in("@Bo", []) == set()
    assert named_in("@", [Person(1, "  ")]) == set()
