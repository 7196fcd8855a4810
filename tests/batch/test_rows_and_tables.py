"""What comes in: records and decisions from files, and that whatever is wrong is named with file, row and column."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from dalil.batch import tables
from dalil.batch.rows import NotUsable
from dalil.formats.record import Name, Record, encode

OLIVE, RIVER, PRESS = (
    Record(names=(Name(name),)) for name in ("Olive Growers Association", "Comité de la rivière", "Seven Presses Union")
)


def line(identity: object, record: object = OLIVE, listed: object = "one") -> Mapping[str, object]:
    value = json.loads(encode(record)) if isinstance(record, Record) else record
    return {"id": identity, "list": listed, "record": value}


def file(folder: Path, name: str, *rows: object) -> Path:
    path = folder / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def refused(records: Path, decisions: Path | None = None) -> str:
    with pytest.raises(NotUsable) as raised:
        tables.read(records, decisions)
    return str(raised.value)


def test_records_come_in_the_order_of_their_ids_whatever_that_of_the_file(tmp_path: Path) -> None:
    rows = [line("b", RIVER, "two"), line("c", PRESS), line("a", OLIVE)]
    read = tables.read(file(tmp_path, "records.jsonl", *rows))
    assert read.ids == ("a", "b", "c")
    assert read.records == (OLIVE, RIVER, PRESS)
    assert read.lists == ("one", "two", "one")
    assert tables.read(file(tmp_path, "turned.jsonl", *rows[::-1])) == read


def test_a_record_may_be_json_in_a_cell_and_an_id_a_number(tmp_path: Path) -> None:
    read = tables.read(file(tmp_path, "records.jsonl", {"id": 7, "record": encode(OLIVE).decode()}))
    assert (read.ids, read.records, read.lists) == (("7",), (OLIVE,), ("",))


def test_decisions_come_as_pairs_of_numbers_and_who_is_unsure_says_nothing(tmp_path: Path) -> None:
    records = file(tmp_path, "records.jsonl", line("b"), line("a"), line("c"))
    told = [("c", "a", "same"), ("b", "c", "not_same"), ("a", "b", "unsure")]
    decisions = file(tmp_path, "decisions.jsonl", *({"a": a, "b": b, "verdict": v} for a, b, v in told))
    read = tables.read(records, decisions)
    assert (read.same, read.different) == (((2, 0),), ((1, 2),))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{broken", "records.jsonl, row 2: this line is not JSON"),
        ("[1]", "records.jsonl, row 2: this line is not an object"),
        ({"id": "b"}, "records.jsonl, row 2: there is no column record"),
        ({"record": {}}, "records.jsonl, row 2: there is no column id"),
        (line(""), "records.jsonl, row 2, column id: there is no id"),
        (line(None), "records.jsonl, row 2, column id: there is no id"),
        (line([1]), "records.jsonl, row 2, column id: [1] is not an id"),
        (line("x" * 201), "records.jsonl, row 2, column id: 'xxx"),
        (line("b\ud800"), "records.jsonl, row 2, column id: it holds half a character"),
        (line("a"), "records.jsonl, row 2, column id: 'a' was already the id of row 1 of records.jsonl"),
        (line("b", {"names": 3}), "records.jsonl, row 2, column record: it is not a record as Dalil writes them"),
        (line("b", "{"), "records.jsonl, row 2, column record: it is not a record as Dalil writes them"),
        (line("b", None), "records.jsonl, row 2, column record: there is no record"),
        (line("b", listed=3), "records.jsonl, row 2, column list: it holds 3, which is not text"),
    ],
)
def test_a_wrong_record_is_named_with_its_row_and_column(tmp_path: Path, row: object, sentence: str) -> None:
    assert refused(file(tmp_path, "records.jsonl", line("a"), row)).startswith(sentence)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"a": "a", "b": "b"}, "decisions.jsonl, row 1: there is no column verdict"),
        ({"a": "a", "b": "b", "verdict": "yes"}, "decisions.jsonl, row 1, column verdict: it holds 'yes'; it must be"),
        ({"a": "a", "b": "a", "verdict": "same"}, "decisions.jsonl, row 1, column b: it is the same id as in column a"),
        ({"a": "a", "b": "z", "verdict": "same"}, "decisions.jsonl, row 1, column b: no record has the id 'z'"),
    ],
)
def test_a_wrong_decision_is_named_with_its_row_and_column(tmp_path: Path, row: object, sentence: str) -> None:
    records = file(tmp_path, "records.jsonl", line("a"), line("b"))
    assert refused(records, file(tmp_path, "decisions.jsonl", row)).startswith(sentence)


def test_no_file_and_an_empty_file_are_sentences(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jsonl").endswith("none.jsonl: there is no such file")
    assert refused(file(tmp_path, "empty.jsonl", "")) == "empty.jsonl: there is no record in it"


def test_parquet_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: str) -> None:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow.parquet")

    monkeypatch.setattr(tables, "import_module", absent)
    path = tmp_path / "records.parquet"
    path.write_bytes(b"PAR1....PAR1")
    assert refused(path) == (
        "records.parquet is Parquet, which needs the package pyarrow, which is not installed. "
        "Install: pip install 'dalil[spark]'"
    )


class TestParquet:
    """Tables of Parquet say what tables of JSON lines say."""

    @pytest.fixture(autouse=True)
    def _needs_pyarrow(self) -> None:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed (the extra spark)")

    def written(self, folder: Path, name: str, **columns: list[object]) -> Path:
        tables.needing_the_extra("dalil.batch.parquet", "this").write(folder, name, columns)
        return folder / f"{name}.parquet"

    def test_it_gives_what_json_lines_give(self, tmp_path: Path) -> None:
        rows = [line("b", RIVER), line("a", OLIVE)]
        cells: list[object] = [encode(RIVER).decode(), encode(OLIVE).decode()]
        path = self.written(tmp_path, "records", id=["b", "a"], list=["one", "one"], record=cells)
        assert tables.read(path) == tables.read(file(tmp_path, "records.jsonl", *rows))

    def test_a_folder_of_parts_is_one_table(self, tmp_path: Path) -> None:
        (tmp_path / "records").mkdir()
        for name in ("b", "a"):
            self.written(tmp_path / "records", f"part-{name}", id=[name], record=[encode(OLIVE).decode()])
        assert tables.read(tmp_path / "records").ids == ("a", "b")

    def test_a_wrong_row_is_named(self, tmp_path: Path) -> None:
        path = self.written(tmp_path, "records", id=["a", "b"], record=[encode(OLIVE).decode(), "{}x"])
        assert refused(path).startswith("records.parquet, row 2, column record: it is not a record")

    def test_a_file_that_breaks_off_is_a_sentence(self, tmp_path: Path) -> None:
        path = self.written(tmp_path, "records", id=["a"], record=[encode(OLIVE).decode()])
        path.write_bytes(path.read_bytes()[:-20])
        assert refused(path).startswith("records.parquet: it is not a Parquet file that can be read")

    def test_an_empty_folder_is_a_sentence(self, tmp_path: Path) -> None:
        assert refused(tmp_path).endswith("there is no Parquet file in this folder")
