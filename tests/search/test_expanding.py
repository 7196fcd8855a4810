"""What a unit may be is the same whether it is asked for alone or beside others, which share one table of costs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.search import storage
from dalil.search.asking import Unit
from dalil.search.expanding import SOUND, Expanding, Expansion
from dalil.search.opened import Opened
from tests.search.test_finding import GUIDE, Index

WORDS = st.sampled_from(
    ["birzeit", "bir", "universty", "universities", "جامعة", "بيرزيت", "ביר", "medecins", "crosss", "北京", "7", "xq"]
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    path: Path = tmp_path_factory.mktemp("index")
    Index.build(path, GUIDE)
    return Opened(storage.current(path))


def told(one: Expansion) -> list[tuple[int, float, int]]:
    return list(zip(one.words.tolist(), np.round(one.strengths, 5).tolist(), one.ways.tolist(), strict=True))


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_units_together_are_expanded_as_each_alone(opened: Opened, words: list[str]) -> None:
    segment = opened.parts[0].segment
    units = [Unit(word, (place,), ()) for place, word in enumerate(words)]

    together = Expanding(segment).of(units, "")
    alone = [Expanding(segment).of([unit], "")[0] for unit in units]

    assert list(map(told, together)) == list(map(told, alone))


def test_a_misspelt_word_is_heard_as_the_right_one(opened: Opened) -> None:
    segment = opened.parts[0].segment
    (found,) = Expanding(segment).of([Unit("universty", (0,), ())], "")

    heard = [segment.words[word] for word, way in zip(found.words, found.ways, strict=True) if way == SOUND]
    assert "university" in heard


def test_a_word_of_one_token_and_one_of_two_are_remembered_apart(opened: Opened) -> None:
    expanding = Expanding(opened.parts[0].segment)
    joined, alone = Unit("cancerous", (0, 1), ()), Unit("cancerous", (0,), ())

    expanding.of([joined], "")

    fresh = Expanding(opened.parts[0].segment)
    assert told(expanding.of([alone], "")[0]) == told(fresh.of([alone], "")[0])
