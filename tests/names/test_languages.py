"""The language files: complete, and without words that are lost when folded."""

import pytest

from dalil.names.folding import fold
from dalil.names.languages import LANGUAGES
from dalil.names.vocabulary import words

MEANINGS = set(LANGUAGES["en"].kinds) | set(LANGUAGES["en"].topics)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_meanings_are_those_of_the_english_file(code: str) -> None:
    language = LANGUAGES[code]
    assert set(language.kinds) <= set(LANGUAGES["en"].kinds)
    assert set(language.topics) <= set(LANGUAGES["en"].topics)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_word_of_a_file_is_known_afterwards(code: str) -> None:
    language = LANGUAGES[code]
    for listed in (*language.kinds.values(), *language.topics.values()):
        for word in fold(listed).split():
            assert not words(word)[0].is_distinctive, word


def test_every_letter_of_the_scripts_with_files_has_a_latin_reading() -> None:
    for first, last in (("ا", "غ"), ("ف", "ي"), ("א", "ת"), ("а", "я"), ("α", "ω")):
        for point in range(ord(first), ord(last) + 1):
            folded = fold(chr(point))
            assert not folded or any(folded in language.letters for language in LANGUAGES.values()), chr(point)
