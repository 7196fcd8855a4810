"""What the ledger keeps as codes, pages show as words: every code that the program writes has some."""

import pytest
from django.utils import translation

from dalil.access.action_words import WORDS, in_words
from dalil.access.entering import ledger
from tests.access.codes_in_the_source import Codes


@pytest.fixture(scope="module")
def codes() -> Codes:
    return Codes()


def test_every_code_that_the_program_writes_has_words_and_no_words_stand_for_nothing(codes: Codes) -> None:
    assert codes.not_understood == []
    assert {code: codes.found[code] for code in codes.found if code not in WORDS} == {}
    assert set(WORDS) - set(codes.found) == set()


def test_the_codes_are_read_off_every_way_of_writing_them(codes: Codes) -> None:
    """A text, one of two, a constant of another room, a default, a parameter handed on, one made of a kind."""
    for code in ("begin_duty", "switch_automation_off", ledger.READ, "evidence.export", "evidence.read", "keys.lock"):
        assert code in codes.found, code
    for code in ("stop_recovery", "undo_split", "keys.rotate", "private.open"):
        assert code in codes.found, code
    assert len(codes.found) > 150


def test_no_two_actions_are_told_in_the_same_words() -> None:
    with translation.override("en"):
        said = [in_words(code) for code in WORDS]
    assert len(said) == len(set(said))
    assert all(sentence[0].isupper() and not sentence.endswith(".") for sentence in said)


def test_a_code_that_nobody_knows_any_more_is_shown_as_it_is() -> None:
    assert in_words("of_another_time") == "of_another_time"
