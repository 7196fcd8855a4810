"""What holds for any text whatever: the promises that other rooms build on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import names

any_text = st.text(st.characters(exclude_categories=()), max_size=40) | st.text(
    st.sampled_from("aeßİıſﬁⅧ'’.\u200c\u200f\u0640\u0000\ud800اأةىیکگםןףІё٣۴²\u0301\u0345 -(&)日本한"), max_size=20
)


@given(any_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert names.clean(names.clean(text)) == names.clean(text)


@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(any_text)
def test_clean_text_can_be_stored_and_shows_no_control(text: str) -> None:
    cleaned = names.clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not set(cleaned) & set("\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u0640\u0000\n\t")


@given(any_text)
def test_romanised_text_is_plain_letters_digits_and_single_spaces(text: str) -> None:
    roman = names.romanise(text)
    assert roman == " ".join(roman.split())
    assert set(roman) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(any_text, any_text)
def test_similarity_is_symmetric_and_between_0_and_1(a: str, b: str) -> None:
    assert names.similarity(a, b) == names.similarity(b, a)
    assert 0.0 <= names.similarity(a, b) <= 1.0


@given(any_text)
def test_no_text_breaks_a_function(text: str) -> None:
    names.words(text)
    names.tokens(text)
    names.acronym_of(text)
    names.guess_language(text)
    long, short = names.split_acronym(text)
    assert len(long) + len(short) <= len(text)
    assert len(names.script_of(text)) == 4
    names.fits(text, text)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९"])
def test_digits_of_any_script_become_western(digits: str) -> None:
    assert names.western_digits(digits) == "0123456789"
