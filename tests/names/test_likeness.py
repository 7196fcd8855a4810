"""Two names compared: what is paired with what and why, and what holds for any two texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.names import clean, compare, fits, fold
from dalil.names.likeness import WEIGHTS, WORDING
from dalil.names.pairing import LONGEST_NAME
from dalil.names.unspaced import is_unspaced, stretches

WORDS = "جامعة بيرزيت University Birzeit bir zeit WHO A. 12 ביר זית Университет of"
any_text = (
    st.text(st.characters(exclude_categories=()), max_size=40)
    | st.text(st.sampled_from("abßİﬁⅧ'.\u200f\u2067\ud800اأةهبيﷺגםבוЁжё٣4²\u0301ा -(&)日本한ا و"), max_size=30)
    | st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join)
)  # fmt: skip


def ways(a: str, b: str) -> list[tuple[str, str, str]]:
    return [(pair.left, pair.right, pair.way) for pair in compare(a, b).pairs]


@settings(deadline=None)  # the first to ask for a language waits for its tables
@given(any_text, any_text)
def test_the_score_is_the_same_both_ways_round_and_between_0_and_1(a: str, b: str) -> None:
    there, back = compare(a, b), compare(b, a)
    assert there.score == back.score
    assert 0.0 <= there.score <= 1.0
    assert all(0.0 <= share <= 1.0 for share in there.features.values())
    assert sorted((p.left, p.right) for p in there.pairs) == sorted((p.right, p.left) for p in back.pairs)
    assert there.left_over == back.left_over[::-1]


@settings(deadline=None)  # the first to ask for a language waits for its tables
@given(any_text)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    found = compare(name, name)
    assert found.score == (1.0 if fold(clean(name)) else 0.0)
    assert found.left_over == ((), ())


@settings(deadline=None)  # the first to ask for a language waits for its tables
@given(any_text, any_text)
def test_a_word_is_paired_once_or_left_over(a: str, b: str) -> None:
    found = compare(a, b)
    told = " ".join([*(pair.left for pair in found.pairs), *found.left_over[0]])
    words = [part for word in fold(clean(a)).split() for part in (stretches(word) if is_unspaced(word) else (word,))]
    assert sorted(fold(told).split()) == sorted(words[:24])


@settings(deadline=None)  # the first to ask for a language waits for its tables
@given(any_text, any_text)
def test_isolates_in_an_explanation_are_closed(a: str, b: str) -> None:
    told = compare(a, b).explained()
    assert told.count("\u2068") == told.count("\u2069")
    assert not set(told) & set("\u202a\u202b\u202d\u202e\u2066\u2067\n")


@pytest.mark.parametrize("first", range(0, 0x30000, 0x800))
def test_no_block_of_unicode_breaks_it(first: int) -> None:
    name = "".join(map(chr, range(first, first + 0x800, 7)))
    for start in range(0, len(name), 60):
        part = name[start : start + 60]
        assert 0.0 <= compare(part, "جامعة Birzeit").score <= 1.0
        assert compare(part, part).score in (0.0, 1.0)


def test_of_a_very_long_name_the_beginning_counts() -> None:
    name = "Birzeit University " * 1_000
    assert compare(name, name[:LONGEST_NAME]).score == 1.0
    assert compare("x" * 10_000, "y" * 10_000).score == 0.0


@pytest.mark.parametrize("nothing", ["", " ", "...", "\u200f", "\u064b\u064c", "😀"])
def test_without_a_word_nothing_is_alike(nothing: str) -> None:
    assert compare(nothing, nothing).score == 0.0
    assert compare(nothing, "Birzeit").score == 0.0


def test_the_weights_of_equal_names_make_one() -> None:
    assert sum(weight for weight in WEIGHTS.values() if weight > 0) == pytest.approx(1.0)
    assert set(WEIGHTS) <= set(compare("a", "b").features)


BIRZEIT = ("جامعة بيرزيت", "אוניברסיטת ביר זית", "Бирзейтский университет", "Bir Zeit Univ.", "Université de Birzeit")


@pytest.mark.parametrize("name", BIRZEIT)
@pytest.mark.parametrize("other", BIRZEIT)
def test_one_university_in_every_script_is_nearer_than_another(name: str, other: str) -> None:
    assert compare(name, other).score > 0.7
    assert compare(name, "Bethlehem University").score < 0.4


def test_the_explanation_is_in_words() -> None:
    found = compare("جامعة بيرزيت", "University of Birzeit")
    first, second, last = found.explained(isolated=False).split(" · ")
    assert first == "جامعة = University (meaning)"
    assert second.startswith("بيرزيت ≈ Birzeit (transliteration, 0.")
    assert last == "not matched: of"
    assert "\u2068جامعة\u2069 = \u2068University\u2069 (meaning)" in found.explained()


def test_the_explanation_is_translated_by_the_caller() -> None:
    wording = {way: way.upper() for way in WORDING} | {"left_over": "ohne Gegenstück"}
    told = compare("جامعة بيرزيت", "University of Birzeit").explained(wording, isolated=False)
    assert "(MEANING)" in told
    assert told.endswith("ohne Gegenstück: of")


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("Bir Zeit", "Birzeit", ("Bir Zeit", "Birzeit", "same")),
        ("FridrichBuchenberg", "Friedrich Buchenberg", ("FridrichBuchenberg", "Friedrich Buchenberg", "spelling")),
        ("الأمم المتحدة", "United Nations", ("الأمم المتحدة", "United Nations", "meaning")),
        ("جمعية الرحمة", "עמותת הרחמים", ("جمعية", "עמותת", "meaning")),
        ("WHO", "World Health Organization", ("WHO", "World Health Organization", "acronym")),
        ("آي فلسطين", "iPalestine", ("آي فلسطين", "iPalestine", "transliteration")),
        ("خالد الترعاني", "Khaled Turaani", ("الترعاني", "Turaani", "transliteration")),
        ("بشار الأسد", "Bashar al-Assad", ("الأسد", "Assad", "transliteration")),
        ("Straße", "STRASSE", ("Straße", "STRASSE", "same")),
        ("A. Khamenei", "Ali Khamenei", ("A", "Ali", "initial")),
        ("JC Juncker", "Jean-Claude Juncker", ("JC", "Jean Claude", "initial")),
        ("Donlad Trump", "Donald Trump", ("Donlad", "Donald", "spelling")),
        ("بلدية ٣", "Gemeinde 3", ("٣", "3", "same")),
    ],
)
def test_words_are_paired_by_what_they_have_in_common(a: str, b: str, pair: tuple[str, str, str]) -> None:
    assert pair in ways(a, b)
    assert (pair[1], pair[0], pair[2]) in ways(b, a)


def test_names_of_persons_stand_in_any_order() -> None:
    assert compare("Putin, Vladimir", "Vladimir Putin").score > 0.95
    assert compare("Ротенберг Аркадий", "Arkadii Rotenberg").score > 0.85
    assert compare("A. Khamenei", "Ali Khamenei").score > compare("B. Khamenei", "Ali Khamenei").score


def test_a_word_against_another_weighs_more_than_a_word_left_out() -> None:
    shorter = compare("Jamal Sultan al-Tikriti", "Jamal Mustafa Sultan al-Tikriti")
    against = compare("Jamal Mustafa Sultan al-Duri", "Jamal Mustafa Sultan al-Tikriti")
    assert shorter.score > against.score + 0.1
    assert against.features["nothing_against"] == pytest.approx(0.0)


def test_numbers_are_the_same_or_not() -> None:
    assert compare("Lodge ١٢٣٤", "Lodge 1234").score == 1.0
    assert compare("Lodge 1234", "Lodge 1235").score < 0.3
    assert compare("Victory", "Victory 3").features["numbers_differ"] == 0.5
    assert not compare("Fund 2004AR16", "Fund 2005AR16").features["by_spelling"]


def test_a_name_that_gives_its_own_acronym_is_called_by_it() -> None:
    assert (
        compare("NAWO", "National Alliance of Women (NAWO)").score > compare("NAWO", "National Alliance of Women").score
    )
    assert compare("National Alliance of Women", "National Alliance of Women (NAWO)").score > 0.95


def test_common_words_alone_do_not_make_two_names_one() -> None:
    assert compare("Foundation for Human Rights", "مؤسسة الضمير لحقوق الإنسان").score < 0.85
    assert compare("The Trust", "Die Stiftung Berlin").score < 0.5


def test_a_name_of_many_small_words_is_no_riddle_for_acronyms() -> None:
    assert not fits("aaaaaaaaaaab", "a " * 150)
    assert fits("aaaaaaaaaaab", "a " * 150 + "b")
