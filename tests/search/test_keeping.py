"""The life of an index: built, replaced, updated, damaged, and shared by processes."""

import errno
import multiprocessing
import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.search import Entry, Index, IndexIsMissing, Query

SPAWN = multiprocessing.get_context("spawn")


def entry(number: int, name: str = "") -> Entry:
    shown = name or f"Organisation number {number}"
    return Entry(id=f"o{number}", names=((shown, "en"),), countries=("PS",), title_sort=shown.casefold())


def ids(path: Path, text: str = "") -> set[str]:
    return {hit.id for hit in Index.open(path).find(Query(text, limit=100)).hits}


def test_an_index_that_was_never_built_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexIsMissing):
        Index.open(tmp_path / "nowhere")
    assert not Index.exists(tmp_path)


def test_an_empty_guide_has_an_index(tmp_path: Path) -> None:
    found = Index.build(tmp_path, []).find(Query("anything"))
    assert (found.total, found.hits) == (0, ())
    assert Index.open(tmp_path).find(Query()).total == 0


def test_a_new_build_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    before = Index.build(tmp_path, [entry(1), entry(2)])
    Index.build(tmp_path, [entry(3)])
    assert ids(tmp_path) == {"o3"}
    assert before.find(Query()).total == 1
    assert len(list(tmp_path.glob("layout-*"))) == 1


def test_a_build_that_fails_leaves_the_old_one_in_place(tmp_path: Path) -> None:
    Index.build(tmp_path, [entry(1)])

    def cut_short() -> Iterable[Entry]:
        yield entry(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        Index.build(tmp_path, cut_short())
    assert ids(tmp_path) == {"o1"}
    Index.build(tmp_path, [entry(3)])
    assert len(list(tmp_path.glob("layout-*"))) == 1


def test_an_update_replaces_adds_and_takes_out(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [entry(1), entry(2), entry(3)])
    index.update([entry(2, "Renamed to Amal"), entry(4)], ["o3", "unknown"])
    assert ids(tmp_path) == {"o1", "o2", "o4"}
    assert ids(tmp_path, "Amal") == {"o2"}
    assert index.find(Query()).facets["country"] == [("PS", 3)]


def test_one_update_with_an_entry_twice_keeps_the_last(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [])
    index.update([entry(1, "First"), entry(1, "Second")], [])
    assert index.find(Query()).total == 1
    assert ids(tmp_path, "Second") == {"o1"}


def _update_elsewhere(path: Path, numbers: list[int]) -> None:
    for number in numbers:
        Index.open(path).update([entry(number)], [])


def test_an_update_of_another_process_is_seen_at_once(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [entry(1)])
    assert index.find(Query()).total == 1
    other = SPAWN.Process(target=_update_elsewhere, args=(tmp_path, [2]))
    other.start()
    other.join()
    assert other.exitcode == 0
    assert index.find(Query()).total == 2


def test_two_who_write_wait_for_each_other(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [])
    other = SPAWN.Process(target=_update_elsewhere, args=(tmp_path, [1, 2, 3]))
    other.start()
    threads = [threading.Thread(target=_update_elsewhere, args=(tmp_path, [n])) for n in range(10, 14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.join()
    assert index.find(Query(limit=50)).total == 7


def _folder(path: Path) -> Path:
    return path / (path / "current").read_text()


@pytest.mark.parametrize(
    "name", ["meta.json", "entries.bin", "rows_values.npy", "words_letters.npy", "sound_numbers.npy", "by_title.npy"]
)
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "zeros"])
def test_a_damaged_index_is_missing_or_still_answers_but_never_breaks(tmp_path: Path, name: str, damage: str) -> None:
    Index.build(tmp_path, [entry(number) for number in range(200)])
    Index._open.clear()
    for file in _folder(tmp_path).rglob(f"*{name}"):
        data = file.read_bytes()
        file.unlink()
        if damage != "gone":
            file.write_bytes({"empty": b"", "half": data[: len(data) // 2], "zeros": bytes(len(data))}[damage])
    try:
        Index.open(tmp_path).find(Query("organisation number 7"))
        Index.open(tmp_path).find(Query())
    except IndexIsMissing:
        pass
    else:
        assert damage == "zeros"
    Index.build(tmp_path, [entry(1)])
    assert ids(tmp_path) == {"o1"}


@pytest.mark.parametrize("pointer", ["", "../elsewhere", "layout-0-old", "layout-2-gone", "\ud800"])
def test_a_pointer_to_nothing_or_to_an_older_layout_is_a_missing_index(tmp_path: Path, pointer: str) -> None:
    Index.build(tmp_path, [entry(1)])
    (tmp_path / "current").write_bytes(pointer.encode("utf-8", "surrogatepass"))
    with pytest.raises(IndexIsMissing):
        Index.open(tmp_path)
    with pytest.raises(IndexIsMissing):
        Index(tmp_path).update([entry(2)], [])


def test_many_small_updates_are_all_found_and_leave_few_segments(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [entry(number) for number in range(1000, 1050)])
    for number in range(30):
        index.update([entry(number, f"Amal society of town {number}")], [f"o{1000 + number}"])
    assert index.find(Query(limit=0)).total == 50
    assert len(ids(tmp_path, "amal society")) == 30
    assert len(list(_folder(tmp_path).glob("segment-*"))) <= 2
    assert first_of(index, "amal society of town 17") == "o17"


def test_an_update_larger_than_a_small_segment_stays_beside_the_others(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [entry(1)])
    for start in range(0, 8 * 600, 600):
        index.update([entry(number) for number in range(start, start + 600)], [])
    assert index.find(Query(limit=0)).total == 4800
    assert len(list(_folder(tmp_path).glob("segment-*"))) <= 8
    assert first_of(index, "Organisation number 4242") == "o4242"


def first_of(index: Index, text: str) -> str:
    hits = index.find(Query(text, limit=1)).hits
    return hits[0].id if hits else ""


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.build(tmp_path, [entry(1)])

    def full(*_args: object, **_rest: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as now:
        now.setattr(np, "save", full)
        with pytest.raises(OSError, match="No space left"):
            Index.build(tmp_path, [entry(2)])
        with pytest.raises(OSError, match="No space left"):
            index.update([entry(3)], ["o1"])
    assert ids(tmp_path) == {"o1"}
    assert len(list(tmp_path.glob("layout-*"))) == 1
    assert len(list(_folder(tmp_path).glob("segment-*"))) == 1


def test_readers_see_the_old_index_or_the_new_one_while_it_is_replaced(tmp_path: Path) -> None:
    Index.build(tmp_path, [entry(number) for number in range(20)])
    is_over = threading.Event()
    seen: list[int] = []
    failed: list[BaseException] = []

    def read() -> None:
        while not is_over.is_set():
            try:
                seen.append(Index.open(tmp_path).find(Query("organisation", limit=0)).total)
            except BaseException as error:
                failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(6):
        Index.build(tmp_path, [entry(number) for number in range(20 if turn % 2 else 30)])
    is_over.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert set(seen) <= {20, 30} and seen


def test_a_segment_that_nobody_describes_is_passed_over_and_removed(tmp_path: Path) -> None:
    index = Index.build(tmp_path, [entry(1)])
    (_folder(tmp_path) / "segment-killed").mkdir()
    assert ids(tmp_path) == {"o1"}
    index.update([entry(2)], [])
    assert ids(tmp_path) == {"o1", "o2"}
    assert not (_folder(tmp_path) / "segment-killed").exists()


steps = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 6), st.sampled_from(["Amal", "Nour Society", "جمعية أمل"]), max_size=4),
        st.lists(st.integers(0, 6), max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_updates_give_the_same_guide_as_building_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[dict[int, str], list[int]]]
) -> None:
    path, anew = tmp_path_factory.mktemp("updated"), tmp_path_factory.mktemp("anew")
    index = Index.build(path, [entry(number) for number in range(3)])
    held = {number: entry(number) for number in range(3)}
    for changed, gone in steps:
        index.update([entry(number, name) for number, name in changed.items()], [f"o{number}" for number in gone])
        held = {number: one for number, one in held.items() if number not in gone}
        held |= {number: entry(number, name) for number, name in changed.items()}
    rebuilt = Index.build(anew, held.values())
    for text in ("", "amal", "أمل", "society", "organisation"):
        one, other = index.find(Query(text, limit=50)), rebuilt.find(Query(text, limit=50))
        assert one.total == other.total
        assert {hit.id for hit in one.hits} == {hit.id for hit in other.hits}
        assert one.facets == other.facets


def test_a_process_keeps_only_a_few_indexes_open_and_all_of_them_answer(tmp_path: Path) -> None:
    def open_files() -> int:
        return sum(
            str(tmp_path) in str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()
        )

    for number in range(12):
        Index.build(tmp_path / str(number), [entry(number)])
        ids(tmp_path / str(number))
    after_twelve = open_files()
    assert [ids(tmp_path / str(number)) for number in range(12)] == [{f"o{number}"} for number in range(12)]
    assert open_files() <= after_twelve < 400
