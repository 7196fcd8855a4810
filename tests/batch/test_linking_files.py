"""`dalil link`: from files to files, the same on this machine and on Spark, and refusals as sentences."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from bench.linkage.registry import make_lists, read_organisations
from dalil.batch import tables
from dalil.batch.folder import MARK, written_whole
from dalil.cli import main
from dalil.formats.record import Identifier, Location, Name, Record, encode
from dalil.linkage.evidence import FEATURES

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = ROOT / "data" / "lists" / "ror-nonprofits.jsonl.gz"

NAMES = {
    "a1": "Olive Growers Association of Jenin",
    "b1": "Olive Growers' Association of Jenin",
    "a2": "Carthage Women Weavers Cooperative",
    "b2": "Carthage Women Weavers Co-operative",
    "a3": "Haifa Harbour Youth Theatre",
}

Rows = Sequence[Mapping[str, Any]]


def lines(path: Path, rows: Rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def record(name: str) -> Any:
    return json.loads(encode(Record(names=(Name(name),), locations=(Location(country="PS"),))))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return lines(
        tmp_path / "records.jsonl",
        [{"id": one, "list": one[0], "record": record(name)} for one, name in NAMES.items()],
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(main.main, ["link", *map(str, words)])


def said(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def table(folder: Path, name: str) -> list[Mapping[str, Any]]:
    path = next(path for path in folder.iterdir() if path.stem == name)
    return [row for _, row in tables.tables_of(path).rows(path)]


def clusters(folder: Path) -> dict[str, str]:
    return {row["id"]: row["cluster"] for row in table(folder, "clusters")}


def test_records_of_one_body_are_one_cluster_called_by_its_first_id(records: Path, tmp_path: Path) -> None:
    output = said(records, "--out", tmp_path / "out")
    assert "5 records in 3 clusters" in output
    assert clusters(tmp_path / "out") == {"a1": "a1", "b1": "a1", "a2": "a2", "b2": "a2", "a3": "a3"}


def test_every_pair_says_what_each_feature_weighs(records: Path, tmp_path: Path) -> None:
    said(records, "--out", tmp_path / "out")
    pairs = table(tmp_path / "out", "pairs")
    assert {(row["a"], row["b"]) for row in pairs} >= {("a1", "b1"), ("a2", "b2")}
    weights = tables.import_module("dalil.linkage.weights").shipped_weights()
    for row in pairs:
        assert row["bits"] == pytest.approx(weights.prior + sum(row[feature] for feature in FEATURES), abs=0.011)


def test_decisions_win_and_contradictions_are_told(records: Path, tmp_path: Path) -> None:
    told = [("a1", "b1", "not_same"), ("a2", "a3", "same"), ("a3", "b2", "same"), ("a2", "b2", "not_same")]
    decisions = lines(tmp_path / "decisions.jsonl", [{"a": a, "b": b, "verdict": v} for a, b, v in told])
    output = said(records, "--decisions", decisions, "--out", tmp_path / "out")
    found = clusters(tmp_path / "out")
    assert found["a1"] != found["b1"]
    assert found["a2"] == found["a3"] == found["b2"]
    assert "Decisions contradict each other 1 times" in output
    assert {row["id"] for row in table(tmp_path / "out", "contradictions")} >= {"a2", "b2"}


def test_the_order_of_the_rows_changes_nothing(records: Path, tmp_path: Path) -> None:
    said(records, "--out", tmp_path / "out")
    turned = lines(
        tmp_path / "turned.jsonl", [json.loads(row) for row in records.read_text("utf-8").splitlines()[::-1]]
    )
    said(turned, "--out", tmp_path / "again")
    for name in ("pairs.jsonl", "clusters.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_what_is_wrong_is_a_sentence_and_leaves_nothing(records: Path, tmp_path: Path) -> None:
    with records.open("a") as file:
        file.write('{"id": "a1", "record": {}}\n')
    output = refused(records, "--out", tmp_path / "out")
    assert "records.jsonl, row 6, column id: 'a1' was already the id of row 1 of records.jsonl" in output
    assert not (tmp_path / "out").exists()


def test_two_runs_on_one_folder_are_refused(records: Path, tmp_path: Path) -> None:
    with written_whole(tmp_path / "out") as folder:
        assert "another run is writing this folder" in refused(records, "--out", tmp_path / "out")
        (folder / MARK).touch()


def test_a_table_of_weights_that_is_wrong_is_a_sentence(records: Path, tmp_path: Path) -> None:
    path = tmp_path / "weights.tsv"
    path.write_text("host\tunheard\t1.0\n", "utf-8")
    assert "there is no level unheard of a feature host" in refused(
        records, "--out", tmp_path / "out", "--weights", path
    )


def test_spark_without_its_packages_says_what_to_install(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(_: str) -> None:
        raise ModuleNotFoundError("No module named 'pyspark'", name="pyspark")

    monkeypatch.setattr(tables, "import_module", absent)
    output = refused(records, "--out", tmp_path / "out", "--engine", "spark")
    assert "The engine spark needs the package pyspark, which is not installed" in output


def test_spark_without_java_says_so(records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    output = refused(records, "--out", tmp_path / "out", "--engine", "spark")
    assert "Spark needs Java 17 or newer, which is not here" in output


class TestOnSpark:
    """The same on Spark as on this machine."""

    @pytest.fixture(autouse=True)
    def _one_session(self, spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        module = tables.import_module("dalil.batch.spark.session")
        monkeypatch.setattr(module, "session", lambda *_, **__: nullcontext(spark))

    def test_lists_of_a_registry_give_the_same_pairs_bits_clusters_and_contradictions(self, tmp_path: Path) -> None:
        records, decisions = self.registry(tmp_path, 4_500)
        for engine in ("local", "spark"):
            said(records, "--decisions", decisions, "--out", tmp_path / engine, "--engine", engine)
        here, there = tmp_path / "local", tmp_path / "spark"
        assert clusters(there) == clusters(here)
        assert len(set(clusters(here).values())) < 4_000
        pairs, same_pairs = ({(row["a"], row["b"]): row for row in table(one, "pairs")} for one in (here, there))
        assert len(pairs) > 20_000
        assert same_pairs == pairs
        assert table(there, "contradictions") == table(here, "contradictions") != []

    def registry(self, folder: Path, size: int) -> tuple[Path, Path]:
        """Lists as the bench makes them, as Parquet in no order, with decisions of which some are wrong on purpose."""
        parquet = tables.import_module("dalil.batch.parquet")
        job = make_lists(read_organisations([REGISTRY]), size)
        ids = [f"{number * 7919 % 10_007:05d}" for number in range(len(job.records))]
        given = list(job.records)
        for place, pair in enumerate(job.pairs[1000:1800:8].tolist()):  # of one body, half with numbers that say not
            for side, number in enumerate(pair):
                value = str(place + (place % 2) * side * 1_000)
                given[number] = structs.replace(given[number], identifiers=(Identifier("GB-CHC", value),))
        texts = [encode(one).decode() for one in given]
        parquet.write(folder, "records", {"id": ids, "list": job.lists, "record": texts})
        true = [(ids[a], ids[b]) for a, b in job.pairs[:600:10].tolist()]
        told = [(*pair, "same" if place % 2 else "not_same") for place, pair in enumerate(true)]
        told += [(a, b, "same") for (a, _), (b, _) in zip(true[1::4], true[3::4], strict=False)]
        told += [(*true[1], "not_same"), (*true[2], "unsure")]
        parquet.write(
            folder, "decisions", {name: [row[n] for row in told] for n, name in enumerate(("a", "b", "verdict"))}
        )
        return folder / "records.parquet", folder / "decisions.parquet"

    def test_equal_rows_of_one_list_are_one_body_only_if_what_they_say_tells(self, tmp_path: Path) -> None:
        telling = record("Carthage Women Weavers Cooperative")
        bare = json.loads(encode(Record(names=(Name("School"),))))
        said_by = {"t1": telling, "t2": telling, "u1": bare, "u2": bare, "u3": bare, "u4": bare}
        rows = [{"id": one, "list": "left", "record": said} for one, said in said_by.items()]
        rows += [{"id": f"o{place}", "list": "other", "record": said} for place, said in enumerate((telling, bare))]
        records = lines(tmp_path / "records.jsonl", rows)
        decisions = lines(tmp_path / "decisions.jsonl", [{"a": "u3", "b": "u4", "verdict": "same"}])
        said(records, "--decisions", decisions, "--out", tmp_path / "first")
        bits = {(row["a"], row["b"]): row["bits"] for row in table(tmp_path / "first", "pairs")}
        # The bare name is just enough between two lists, so that not enough within one is what keeps it apart.
        bar = f"--bar={bits['o1', 'u1'] - 0.1:.2f}"
        for engine in ("local", "spark"):
            said(records, "--decisions", decisions, "--out", tmp_path / engine, "--engine", engine, bar)
        found = clusters(tmp_path / "spark")
        assert found == clusters(tmp_path / "local")
        assert found["t1"] == found["t2"] == found["o0"]
        assert (found["u1"], found["u2"]) == ("u1", "u2")
        assert found["u4"] == found["u3"] == found["o1"]

    def test_what_is_wrong_is_said_as_on_one_machine(self, tmp_path: Path) -> None:
        parquet = tables.import_module("dalil.batch.parquet")
        good = encode(Record(names=(Name("Seven Presses"),))).decode()
        for name, ids, texts in (
            ("record", ["a", "b"], [good, "{}x"]),
            ("twice", ["a", "a"], [good, good]),
            ("empty", ["a", ""], [good, good]),
        ):
            parquet.write(tmp_path, name, {"id": ids, "record": texts})
            path = tmp_path / f"{name}.parquet"
            here, there = (refused(path, "--out", tmp_path / "out", "--engine", one) for one in ("local", "spark"))
            assert f"{name}.parquet, row 2, column" in here
            assert there.endswith(here.splitlines()[-1] + "\n")
        assert not (tmp_path / "out").exists()

    def test_json_lines_are_taken_too(self, records: Path, tmp_path: Path) -> None:
        decisions = lines(tmp_path / "decisions.jsonl", [{"a": "a1", "b": "b1", "verdict": "not_same"}])
        for engine in ("local", "spark"):
            said(records, "--decisions", decisions, "--out", tmp_path / engine, "--engine", engine)
        assert clusters(tmp_path / "spark") == clusters(tmp_path / "local")
