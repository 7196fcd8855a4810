"""A cast of real names and spellings: what is told apart, and what is taken for one."""

import pytest

from dalil import names


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  جمعيّة\u200f  صهـــيون ", "جمعيّة صهيون"),
        ("Cafe\u0301\u00a0du\tNord\u0000", "Café du Nord"),
        ("بین\u200cالمللی", "بین\u200cالمللی"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u202bמרכז\u202c", "מרכז"),
        ("lone \ud800 half", "lone half"),
        ("\ud800", ""),
    ],
)
def test_a_text_is_cleaned_of_what_no_reader_sees(given: str, shown: str) -> None:
    assert names.clean(given) == shown


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Birzeit University", "Latn"),
        ("جامعة بيرزيت (BZU)", "Arab"),
        ("אוניברסיטת ביר זית", "Hebr"),
        ("Бирзейтский университет", "Cyrl"),
        ("Πανεπιστήμιο", "Grek"),
        ("北京大学", "Hani"),
        ("日本のNPO法人センター", "Jpan"),
        ("한국", "Hang"),
        ("हिन्दी", "Deva"),
        ("Հայաստան", "Armn"),
        ("12 - 34", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert names.script_of(text) == script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("جمعية حقوق الإنسان في غزة", "ar"),
        ("انجمن حمایت از کودکان", "fa"),
        ("מרכז לזכויות האדם", "he"),
        ("Фонд защиты прав объединений", "ru"),
        ("Товариство української мови", "uk"),
        ("Κέντρο Ερευνών", "el"),
        ("Association pour le développement des femmes", "fr"),
        ("Asociación de las mujeres para el desarrollo", "es"),
        ("Society for the Protection of Children", "en"),
        ("Gesellschaft für bedrohte Völker", "de"),
        ("Caritas", ""),
    ],
)
def test_the_language_is_guessed_or_left_open(text: str, language: str) -> None:
    assert names.guess_language(text) == language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("جمعيّة الإغاثة", "جمعيه الاغاثه"),
        ("مستشفى", "مستشفي"),
        ("L’Union", "l union"),
        ("U.N.E.S.C.O.", "unesco"),
        ("People's Aid", "Peoples’ Aid"),
        ("صندوق ٢٠٢٤", "صندوق 2024"),
        ('צה"ל', "צהל"),
        ("ΟΔΟΣ", "οδος"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("بین\u200cالمللی", "بينالمللي"),
    ],
)
def test_spellings_of_one_word_fold_to_one(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


def test_different_words_stay_different_when_folded() -> None:
    assert len({names.fold(word) for word in ("بيت", "بنت", "مركز", "قمر", "عمل", "أمل")}) == 6


def test_every_script_is_romanised() -> None:
    assert names.romanise("جامعة بيرزيت") == "jamaa birzit"
    assert names.romanise("الجامعة") == "al jamaa"
    assert names.romanise("ביר זית") == "bir zit"
    assert names.romanise("Бирзейт") == "birzeit"
    assert names.romanise("Ουρανός") == "uranos"
    assert names.romanise("Łódź") == "lodz"
    assert names.romanise("東京") == "dongjing"


def test_words_of_one_meaning_share_a_key_in_every_language() -> None:
    written = (
        "جمعية",
        "الجمعية",
        "Association",
        "עמותה",
        "Verein",
        "derneği",
        "ассоциация",
        "asociación",
        "Associations",
    )
    assert {names.words(word)[0].key for word in written} == {"association"}
    assert {names.words(word)[0].key for word in ("نساء", "נשים", "femmes", "Women's", "mujeres")} == {"women"}


def test_small_words_say_nothing_and_proper_names_say_most() -> None:
    parts = names.words("The Association of Friends of Birzeit, Inc.")
    assert [part.text for part in parts] == ["association", "friends", "birzeit", "inc"]
    assert [part.is_distinctive for part in parts] == [False, False, True, False]
    assert parts[3].weight < parts[0].weight < parts[1].weight < parts[2].weight


@pytest.mark.parametrize(
    ("name", "parted"),
    [
        ("International Union for Conservation (IUCN)", ("International Union for Conservation", "IUCN")),
        ("ILGA - International Lesbian and Gay Association", ("International Lesbian and Gay Association", "ILGA")),
        ("World Health Organization – WHO", ("World Health Organization", "WHO")),
        ("World Vision (India)", ("World Vision (India)", "")),
        ("Save the Children - Sudan", ("Save the Children - Sudan", "")),
        ("ארגון חופש (א״ח)", ("ארגון חופש", "א״ח")),
    ],
)
def test_an_acronym_is_parted_from_its_name(name: str, parted: tuple[str, str]) -> None:
    assert names.split_acronym(name) == parted


def test_an_acronym_leaves_out_small_words_but_may_be_held_against_them() -> None:
    name = "United Nations Educational, Scientific and Cultural Organization"
    assert names.acronym_of(name) == "UNESCO"
    assert names.acronym_of("Caritas") == ""
    assert names.fits("unesco", name)
    assert names.fits("FOE", "Friends of Earth")
    assert not names.fits("UNICEF", name)


def test_names_across_scripts_are_more_alike_than_strangers() -> None:
    for name in ("جامعة بيرزيت", "Bir Zeit Univ", "אוניברסיטת ביר זית", "Birzeit Universty"):
        assert names.similarity(name, "Birzeit University") > 0.6
        assert names.similarity(name, "Bethlehem University") < 0.5


def test_numbers_are_equal_or_not() -> None:
    assert names.similarity("Lodge 1234", "Lodge 1235") < 0.6
    assert names.similarity("Lodge ١٢٣٤", "Lodge 1234") == 1.0
