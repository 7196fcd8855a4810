"""Names that are written without spaces: cut into the words that the tables know, and nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import names
from dalil.names.folding import fold
from dalil.names.glossary import learned_instead, readings
from dalil.names.languages import LANGUAGES
from dalil.names.unspaced import forget, is_unspaced, segmented, stretches
from dalil.names.vocabulary import word_of

EASTERN = ("ja", "zh")
unspaced_text = st.text(
    st.sampled_from("东京大学国立医院研究所市県省協会アイウエデザインセンターッーひらがなのหนัง서울대학교병원ab12가각")
    | st.characters(min_codepoint=0x3040, max_codepoint=0x9FFF)
    | st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
    max_size=24,
)


def cut(name: str) -> tuple[str, ...]:
    return segmented(fold(name))


def english(name: str, languages: tuple[str, ...]) -> list[str]:
    """Return what the words of a name are first read as, those without a reading as they are."""
    found = [(word, readings(word, languages)) for word in cut(name)]
    return [every[0].english if every else word for word, every in found]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("大阪府産業デザインセンター", "osaka|industrial design|center"),
        ("中国科学院物理研究所", "china|academy|institute of physics"),
        ("神戸市立医療センター", "kobe|municipal|medical center"),
        ("日本野鳥の会", "japan|wild birds|of"),
    ],
)
def test_a_name_of_known_words_is_read_in_english(name: str, words: str) -> None:
    said = english(name, EASTERN)
    assert set(words.split("|")) <= set(said), said


def test_a_korean_compound_is_cut() -> None:
    assert cut("서울대학교병원") == ("서울", "대학교병원")
    assert english("대한민국환경부", ("ko",)) == ["republic of korea", "ministry of environment"]


def test_traditional_and_japanese_letters_are_cut_like_simplified_ones() -> None:
    assert cut("國立臺灣大學") == cut("国立台湾大学") == cut("國立台灣大学")
    assert fold("圖書館") == fold("図書館") == fold("图书馆")
    assert fold("総合経済") == fold("總合經濟")


def test_kana_that_nobody_knows_stay_whole_in_latin_letters() -> None:
    assert cut("エクサウィザーズ株式会社") == ("ekusawizazu", "株式会社")


def test_a_short_word_inside_unknown_kana_is_not_cut_out() -> None:
    assert "コン" not in stretches("コンテスタ") and len(stretches("コンテスタ")) == 1


def test_unknown_han_and_thai_letters_go_in_pairs_of_neighbours() -> None:
    assert cut("鑫喆淼淼") == tuple(fold("鑫喆 喆淼 淼淼").split())
    assert cut("กขคง") == ("กข", "ขค", "คง")


def test_unknown_hangul_stays_one_word() -> None:
    assert cut("뷁뛟쀍") == ("뷁뛟쀍",)


def test_what_stands_in_other_letters_is_a_word_of_its_own() -> None:
    assert cut("AOI国際病院") == ("aoi", "国际", "病院")
    assert cut("第7人民医院")[1] == "7"


def test_a_city_behind_an_unknown_name_is_cut_off_and_a_letter_before_one_is_not() -> None:
    assert cut("鑫喆市") == (fold("鑫喆"), "市")
    assert cut("新鑫喆")[0] != "新"


@pytest.mark.parametrize("code", ["ja", "zh"])
def test_every_legal_form_is_one_word_and_says_next_to_nothing(code: str) -> None:
    for form in LANGUAGES[code].legal_forms.split():
        if len(form) > 1 and form.isalpha() and not form[0].isascii():
            assert cut("鑫喆" + form)[-1] == fold(form), form
            assert word_of(fold(form)).weight <= 0.3, form


def test_words_that_were_learned_count_until_they_are_taken_away() -> None:
    with learned_instead({"zh": [(fold("鑫喆淼"), "xinzhe", "0.9")]}):
        forget()
        assert cut("鑫喆淼大学") == (fold("鑫喆淼"), "大学")
    forget()
    assert cut("鑫喆淼大学") != (fold("鑫喆淼"), "大学")


def test_text_with_spaces_is_cut_word_by_word() -> None:
    assert cut("東京 大学") == (*cut("東京"), *cut("大学"))
    assert segmented("") == ()
    assert cut("Red Cross") == ("red", "cross")


@given(unspaced_text)
def test_no_letter_is_lost_or_moved(text: str) -> None:
    folded = fold(text)
    assert "".join(stretches(folded)) == folded.replace(" ", "")


@given(unspaced_text)
def test_what_was_cut_is_not_cut_again(text: str) -> None:
    for word in stretches(fold(text)):
        assert word and not word.isspace()
    assert all(segmented(fold(text)))


@given(unspaced_text)
def test_only_what_is_written_together_is_said_to_be(text: str) -> None:
    for word in fold(text).split():
        if word.isascii():
            assert not is_unspaced(word)
        if (
            len(segmented(word)) > 1
            and not any(map(str.isascii, word))
            and all("\u3041" <= c <= "\ud7a3" for c in word)
        ):
            assert is_unspaced(word)


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("デザイン", "dezain"),
        ("キャンパス", "kyanpasu"),
        ("フォーラム", "foramu"),
        ("ティー", "ti"),
        ("ちょう", "chou"),
    ],
)
def test_kana_are_romanised_by_sound(kana: str, latin: str) -> None:
    assert names.romanise(kana) == latin
