"""The language files: complete, without words that are lost when folded, and good for the real names of their cases."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dalil import names
from dalil.names.folding import fold
from dalil.names.glossary import readings
from dalil.names.languages import FOLDER, LANGUAGES
from dalil.names.vocabulary import words

LEAST_CASES = 12
FAILS = "# fails:"


@dataclass(frozen=True)
class Case:
    """A line of a `cases.tsv`, with the reason that stands above it if it is known to fail."""

    name: str
    english: str
    verdict: str
    fails: str


def cases_of(code: str) -> list[Case]:
    cases, fails = [], ""
    for line in (Path(str(FOLDER)) / code / "cases.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            fails = line.removeprefix(FAILS).strip() if line.startswith(FAILS) else ""
        elif line:
            name, english, verdict = line.split("\t")
            cases.append(Case(name, english, verdict, fails))
            fails = ""
    return cases


CASES = {code: cases_of(code) for code in sorted(LANGUAGES)}


def every(verdict: str) -> list[Any]:
    """Return (code, case) for pytest; one that is known to fail must fail, so that its remark is taken away in time."""
    return [
        pytest.param(
            code,
            case,
            id=f"{code}-{number}",
            marks=[pytest.mark.xfail(reason=case.fails, raises=AssertionError)] if case.fails else [],
        )
        for code, cases in CASES.items()
        for number, case in enumerate(cases, start=1)
        if case.verdict == verdict
    ]


def score(one: str, other: str) -> float:
    return names.compare(one, other).score


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


@pytest.mark.parametrize(
    "alphabet",
    [
        pytest.param("".join(map(chr, [*range(ord("ا"), ord("غ") + 1), *range(ord("ف"), ord("ي") + 1)])), id="ar"),
        pytest.param("پچژگ", id="fa"),
        pytest.param("ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهھەیێ", id="ckb"),
        pytest.param("".join(map(chr, range(ord("א"), ord("ת") + 1))), id="he"),
        pytest.param("".join(map(chr, range(ord("а"), ord("я") + 1))), id="ru"),
        pytest.param("іїєґ", id="uk"),
        pytest.param("".join(map(chr, [*range(ord("ぁ"), ord("ゖ") + 1), *range(ord("ァ"), ord("ー") + 1)])), id="ja"),
        pytest.param("".join(map(chr, range(ord("α"), ord("ω") + 1))), id="el"),
        pytest.param(
            "".join(chr(ord(first) + order) for first in "ሀለሐመሠረሰሸቀበቨተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ" for order in range(7)),
            id="am",
        ),
    ],
)
def test_every_letter_of_the_scripts_with_files_has_a_latin_reading(alphabet: str) -> None:
    for letter in alphabet:
        folded = fold(letter)
        assert not folded or any(folded in language.letters for language in LANGUAGES.values()), letter


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_has_cases_enough_and_knows_what_each_says(code: str) -> None:
    cases = CASES[code]
    assert sum(case.verdict == "same" for case in cases) >= LEAST_CASES
    assert {case.verdict for case in cases} == {"same", "different"}
    assert len({(case.name, case.english) for case in cases}) == len(cases)
    for case in cases:
        assert names.script_of(case.name) == LANGUAGES[code].script, case.name
        assert names.script_of(case.english) == "Latn", case.english


@pytest.mark.parametrize(("code", "case"), every("same"))
def test_a_name_is_most_like_its_own_english_name(code: str, case: Case) -> None:
    """Of all English names that the language's cases speak of."""
    others = {other.english for other in CASES[code]} - {case.english}
    found = names.compare(case.name, case.english)
    nearest = max(others, key=lambda other: score(case.name, other))
    assert score(case.name, nearest) < found.score, f"{nearest}: {names.compare(case.name, nearest)}\nbut {found}"


@pytest.mark.parametrize(("code", "case"), every("different"))
def test_another_name_is_less_like_an_english_name_than_its_own(code: str, case: Case) -> None:
    own = [other.name for other in CASES[code] if other.english == case.english and other.verdict == "same"]
    assert own, f"no line says whose {case.english} is"
    for name in own:
        assert score(case.name, case.english) < score(name, case.english), name


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_most_words_of_the_cases_are_read_in_english(code: str) -> None:
    met = {word for case in CASES[code] for word in names.tokens(case.name) if len(word) > 2}
    read = {word for word in met if readings(word, (code,))}
    assert len(read) > 0.6 * len(met), sorted(met - read)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("زانکۆی سلێمانی", "ckb"),
        ("ڕێکخراوی تەندروستیی جیهانی", "ckb"),
        ("ناوەندی ڕۆشنبیری و کۆمەڵایەتی", "ckb"),
        ("هيئة الإغاثة الإسلامية", "ar"),
        ("جامعة بيرزيت", "ar"),
        ("مركز الدراسات", "ar"),
        ("هیئت امنای دانشگاه تهران", "fa"),
        ("گروه پژوهش", "fa"),
        ("کتابخانه ملی", "fa"),
        ("የኢትዮጵያ ቀይ መስቀል ማኅበር", "am"),
        ("ጅማ ዩኒቨርሲቲ", "am"),
        ("ጅማ", ""),
    ],
)
def test_languages_that_share_a_script_are_told_apart(text: str, language: str) -> None:
    assert names.guess_language(text) == language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ሐዋሳ", "ሀዋሳ"),
        ("ማኅበር", "ማህበር"),
        ("ሥራ", "ስራ"),
        ("ዓለም", "አለም"),
        ("ፀሐይ", "ጸሃይ"),
        ("ብሔራዊ፡ባንክ", "ብሔራዊ ባንክ"),
        ("هەولێر", "هه\u200cولێر"),
        ("ڕێکخراو", "رێكخراو"),
        ("ھەڵەبجە", "هەلەبجە"),
        ("کوردستان", "كوردستان"),
    ],
)
def test_spellings_of_one_word_fold_to_one_in_amharic_and_kurdish(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


def test_ethiopic_is_romanised_by_syllables() -> None:
    assert names.romanise("አዲስ አበባ") == "adis abeba"
    assert names.romanise("ጅማ") == "jima"
    assert names.romanise("መቐለ") == "mekele"
    assert names.romanise("ኢትዮጵያ") == "ityopya"


def test_a_folder_is_called_by_a_code_of_two_or_three_letters() -> None:
    assert all(re.fullmatch("[a-z]{2,3}", code) for code in LANGUAGES)
