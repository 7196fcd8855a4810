"""How the table of words is learned: small lessons with invented bodies, whose answers can be told by reading them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.kinds.hearing import Lists
from dalil.kinds.loading import KindsFileIsWrong
from dalil.kinds.training import judging, learning, translating, writing
from dalil.kinds.training.reading import Labelled, Pattern, labelled, twin_key
from dalil.kinds.training.solving import Problem, probabilities, rows_of, solve, times, turned
from dalil.kinds.weighing import read_weights

NO_LISTS = Lists({}, {}, {})
SLOPES = {"name": 1.0, "text": 1.0}


def bodies() -> list[Labelled]:
    choirs = [Labelled("A11", "culture", f"{town} choir", "We sing songs") for town in ("Aa", "Bb", "Cc", "Dd", "Ee")]
    clinics = [Labelled("C11", "health", f"{town} clinic", "We heal people") for town in ("Ff", "Gg", "Hh", "Ii", "Jj")]
    return choirs + clinics


def lesson(*patterns: Pattern, phrases: tuple[str, ...] = (), lists: Lists = NO_LISTS) -> learning.Lesson:
    return learning.Lesson(patterns, frozenset(phrases), lists, is_place=lambda word: word == "gaza")


def guesses(names: list[str], learned: learning.Learned) -> list[str]:
    weights = learned.weights(SLOPES)
    sums = judging.scores([Labelled("", "", name, "") for name in names], weights, NO_LISTS)
    return [weights.sectors[place] for place in sums.argmax(axis=1)]


def test_words_that_told_sectors_apart_are_learned() -> None:
    assert guesses(["Zz choir", "Yy clinic"], learning.learn(bodies(), lesson())) == ["culture", "health"]


def test_a_word_never_seen_weighs_like_those_of_its_tag() -> None:
    sung = Pattern("AR301", re.compile("choir|madrigal"), None)
    learned = learning.learn(bodies(), lesson(sung, phrases=("madrigal",)))
    assert guesses(["Madrigal Zz"], learned) == ["culture"]


def test_names_of_places_and_numbers_are_never_learned() -> None:
    rows = [row._replace(text=f"{row.text} in Gaza since 1990 in Wales") for row in bodies()]
    assert not {"gaza", "1990", "wales"} & set(learning.learn(rows, lesson()).words)


def test_what_the_lists_give_to_one_sector_is_not_talked_over_to_another() -> None:
    lists = Lists({"clinic": (("culture", 3.0),)}, {}, {})
    words = learning.learn(bodies(), lesson(lists=lists)).words
    assert words["clinic"].get("health", 0.0) <= learning.AGAINST
    assert words["clinic"].get("culture", 0.0) >= -learning.AGAINST


def test_a_table_written_and_read_again_says_the_same(tmp_path: Path) -> None:
    learned = learning.learn(bodies(), lesson())
    path = tmp_path / "sectors.tsv"
    path.write_text(writing.table(learned, SLOPES), encoding="utf-8")
    read, made = read_weights(path), learned.weights(SLOPES)
    order = [made.kinds.index(kind) for kind in read.kinds]
    assert np.allclose(read.matrix, made.matrix[[made.places[word] for word in read.places]][:, order], atol=0.0051)
    assert writing.table(learned, SLOPES) == writing.table(learning.learn(bodies()[:], lesson()), SLOPES)


def test_a_table_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "sectors.tsv"
    path.write_text("what\tentry\tA\nsector\t\thealth\nword\tsong\tloud\n", encoding="utf-8")
    with pytest.raises(KindsFileIsWrong, match="line 3"):
        read_weights(path)


def test_only_telling_words_are_translated(tmp_path: Path) -> None:
    for language in translating.LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "glossary.tsv").write_text("", encoding="utf-8")
    (tmp_path / "fr" / "glossary.tsv").write_text("# words\nchoir\tchorale, ~chant\nthing\tchose\n", encoding="utf-8")
    words = {"choir": {"A11": 1.0}, "thing": {"A11": 0.1}}
    assert translating.translated(words, tmp_path) == [("fr", "chorale", ["choir"])]


def test_one_body_in_two_registers_never_parts_in_two_folds() -> None:
    first, second = "THE WOODLARK TRUST LIMITED", "Woodlark Trust"
    assert twin_key(first) == twin_key(second)
    assert judging.fold_of(Labelled("", "", first, "")) == judging.fold_of(Labelled("", "", second, ""))


def test_rows_without_a_sector_are_read_and_have_none(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("name,activities,ICNPTSO\nA,b,G22\nC,d,C21\n", encoding="utf-8")
    assert [row.sector for row in labelled(path)] == ["", "health"]


def test_macro_f1_counts_every_sector_the_same() -> None:
    macro, each = judging.macro_f1(["a"] * 9 + ["b"], ["a"] * 10)
    assert each == {"a": pytest.approx(18 / 19), "b": 0.0}
    assert macro == pytest.approx(9 / 19)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 4), st.floats(-3, 3), max_size=5), min_size=1, max_size=8))
def test_sparse_rows_multiply_like_whole_ones(entries: list[dict[int, float]]) -> None:
    rows = rows_of(entries, 5)
    whole = np.array([[row.get(column, 0.0) for column in range(5)] for row in entries])
    weights = np.arange(10.0).reshape(5, 2)
    assert np.allclose(times(rows, weights), whole @ weights)
    other = np.arange(2.0 * len(entries)).reshape(len(entries), 2)
    assert np.allclose(times(turned(rows), other), whole.T @ other)


def test_the_solution_is_where_the_loss_is_flat() -> None:
    rows = rows_of([{0: 1.0, 2: 1.0}, {1: 1.0, 2: 1.0}, {0: 0.5, 1: 0.5, 2: 1.0}, {2: 1.0}], 3)
    problem = Problem(rows, np.array([0, 1, 1, 0]), np.ones(4), np.zeros((4, 2)), 0.2)
    weights = solve(problem)
    assert np.abs(problem.loss(weights)[1]).max() < 1e-4
    assert probabilities(times(rows, weights))[0, 0] > 0.5
