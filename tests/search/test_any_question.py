"""Whatever is typed: nothing breaks, and a name always finds itself first."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.names import fold
from dalil.search import Entry, Index, Query
from dalil.search.asking import LONGEST_TEXT, MOST_TOKENS, asked

BODIES = (
    "Birzeit University", "جمعية نور", "אגודת אור", "Красный Крест", "北京大学", "Médecins du Monde", "Ärzte ohne Grenzen",
    "Ελληνική Εταιρεία", "Union of Agricultural Work Committees", "Women's Centre for Legal Aid",
)  # fmt: skip


def entries(names: tuple[str, ...]) -> list[Entry]:
    return [Entry(id=f"o{place}", names=((name, ""),), title_sort=name) for place, name in enumerate(names)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build(tmp_path_factory.mktemp("index"), entries(BODIES))


def blocks() -> Iterator[str]:
    """Yield some letters of every part of Unicode, lone surrogates and what is not assigned among them."""
    for start in range(0, 0x110000, 0x80):
        yield "".join(map(chr, range(start, start + 0x80, 9)))


def test_every_block_of_unicode_can_be_asked(index: Index) -> None:
    asked_for = 0
    for text in blocks():
        found = index.find(Query(text, limit=3))
        assert found.total >= len(found.hits)
        asked_for += 1
    assert asked_for == 0x110000 // 0x80


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\u0651\u0652", "\u05b0\u05b1", "\u202eytisrevinU tiezriB", "Bіrzеit Unіversity", "بirzيt",
        "\ud83d\ude00", "\udc00", "a" * 10_000, "جامعة " * 2_000, "ab " * 3_000, "(.*)+$", "name:birzeit AND NOT [a TO b]",
        "'; drop table --", "\0", "%_%", "\\", "*", "?" * 50, "\u200f\u200e\u2066", "١٢٣", "1234567890", "ـــــ",
        "ABC\u0000DEF", "a\u0300" * 300,
    ],
)  # fmt: skip
def test_odd_texts_are_answered_or_find_nothing(index: Index, text: str) -> None:
    found = index.find(Query(text, limit=5))
    assert found.total >= len(found.hits)
    index.suggest(text)


def test_words_right_to_left_overridden_and_in_mixed_scripts_are_still_read(index: Index) -> None:
    assert index.find(Query("\u202bBirzeit\u202c University")).hits[0].id == "o0"
    assert index.find(Query("BIRZEIT\u00adUNIVERSITY", limit=1)).hits[0].id == "o0"


def test_a_long_question_is_cut_so_that_its_cost_is_bounded() -> None:
    question = asked("word " * 5_000 + "x" * 100_000)
    assert len(question.text) <= LONGEST_TEXT
    assert len(question.tokens) <= MOST_TOKENS
    assert len(question.units) <= 4 * MOST_TOKENS


letters = st.sampled_from("abcdeğéßαβγабвгאבגابتثجحخ北京0123 -'.ء")
names = st.lists(st.text(letters, min_size=2, max_size=24), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names)
def test_a_name_always_finds_itself_first(tmp_path_factory: pytest.TempPathFactory, given: list[str]) -> None:
    every = (*BODIES, *given)
    index = Index.build(tmp_path_factory.mktemp("names"), entries(every))
    for name in every:
        if not asked(name).has_words:
            continue
        hit = index.find(Query(name, limit=1)).hits[0]
        assert fold(every[int(hit.id[1:])]) == fold(name) or unicodedata.normalize("NFKC", name).split() == []
