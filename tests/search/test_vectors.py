"""Vectors of names: made once, kept, taken up where a run was ended; and an index with them finds by meaning."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dalil.search import Entry, Index, Query, vectors
from dalil.search.arrays import Floats
from dalil.search.vectors import SIZE, Store

# A model of three directions: what has to do with water, with bread, with neither.
TOPICS = {"water": 0, "aqua": 0, "wells": 0, "bread": 1, "bakers": 1, "flour": 1}


def stand_in(texts: Sequence[str]) -> Floats:
    made = np.zeros((len(texts), SIZE), np.float32)
    for line, text in enumerate(texts):
        made[line, 3 + len(text) % 50] = 0.2
        for word in text.lower().split():
            made[line, TOPICS.get(word, 2)] += 1
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    batches: list[list[str]] = []

    def counted(texts: Sequence[str]) -> Floats:
        batches.append(list(texts))
        return stand_in(texts)

    monkeypatch.setattr(vectors, "vectors_of", counted)
    monkeypatch.setattr("dalil.search.merging.vectors_of", stand_in)
    monkeypatch.setattr("dalil.search.merging.are_available", lambda: True)
    monkeypatch.setattr("dalil.search.index.are_available", lambda: True)
    return batches


def test_a_vector_is_made_once(tmp_path: Path, made: list[list[str]]) -> None:
    first = Store(tmp_path).of(["water", "bread", "water"])
    again = Store(tmp_path).of(["bread", "wells"])
    assert made == [["water", "bread"], ["wells"]] or made == [["bread", "water"], ["wells"]]
    assert np.allclose(first[0], first[2])
    assert np.allclose(first[1], again[0], atol=1e-3)
    assert np.allclose(first, stand_in(["water", "bread", "water"]), atol=1e-3)


def test_a_run_that_was_killed_half_way_through_writing_goes_on(tmp_path: Path, made: list[list[str]]) -> None:
    Store(tmp_path).of(["water", "bread"])
    file = tmp_path / "vectors.bin"
    file.write_bytes(file.read_bytes()[: 3 * SIZE])  # the second vector is cut in half
    later = Store(tmp_path).of(["water", "bread"])
    assert np.allclose(later, stand_in(["water", "bread"]), atol=1e-3)
    assert len(made[1]) == 1


def test_progress_is_told(tmp_path: Path, made: list[list[str]]) -> None:
    told: list[tuple[int, int]] = []
    Store(tmp_path).of([f"water {number}" for number in range(100)], lambda done, whole: told.append((done, whole)))
    assert told == [(64, 100), (100, 100)]


def test_an_index_with_vectors_finds_what_shares_no_word(tmp_path: Path, made: list[list[str]]) -> None:
    names = ["Bakers of Haifa", "Wells for all", "Museum of glass", "Chamber of trade", "Library of the north"]
    entries = [Entry(id=name, names=((name, "en"),)) for name in names]
    index = Index.build(tmp_path, entries, vectors=True)
    assert index.find(Query("aqua", limit=1)).hits[0].id == "Wells for all"
    index.update([Entry(id="Flour mill", names=(("Flour mill", "en"),))], ["Bakers of Haifa"])
    assert index.find(Query("bread", limit=1)).hits[0].id == "Flour mill"


def test_without_the_extra_an_index_with_vectors_still_answers(
    tmp_path: Path, made: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.build(tmp_path, [Entry(id="a", names=(("Wells for all", "en"),))], vectors=True)
    monkeypatch.setattr("dalil.search.merging.are_available", lambda: False)
    assert index.find(Query("wells", limit=1)).hits[0].id == "a"
    assert index.find(Query("aqua")).total == 0
