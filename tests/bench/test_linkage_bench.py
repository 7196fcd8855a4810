"""The linkage bench as a whole: a few records, ours alone or beside a peer, in its own process."""

from pathlib import Path

import numpy as np
import pytest

from bench.linkage import running, speed, tables
from bench.linkage.__main__ import main
from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer
from bench.linkage.reading import record

NAMES = (
    "Birzeit University",
    "Birzeit Universty",
    "University of Jordan",
    "Kaplan Medical Center",
    "University of Jordan",
)
JOB = Benchmark("job", [record(name, "PS") for name in NAMES], list("aabcb"), list("ABABB"))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.csv"
    rows = [f"{number},{letter},{name}" for number, (letter, name) in enumerate(zip("aabcb", NAMES, strict=True))]
    path.write_text("\n".join(["id,cluster,name", *rows, ""]), encoding="utf-8")
    return path


def test_a_file_gives_a_table_with_ours_and_the_peer_beside_it(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--files", str(records), "--peers", "rapidfuzz", "--data", str(records.parent)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("machine: ") and "## records.csv: 5 records" in out
    lines = {line.split(" | ")[0].removeprefix("| "): line.split(" | ") for line in out.splitlines() if "|" in line}
    assert {"linker", "dalil", "rapidfuzz"} <= set(lines)
    assert lines["linker"][1:5] == ["P", "R", "F1", "B3"]
    assert lines["rapidfuzz"][1:5] == ["1.000"] * 4


def test_what_is_given_wrongly_is_told_in_one_sentence(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--files", str(records), "--peers", "splonk"]) == 2
    assert "no peer is called splonk; there are rapidfuzz" in capsys.readouterr().err
    records.write_text("id,name\n1,\n", encoding="utf-8")
    assert main(["--files", str(records), "--peers", "none"]) == 2
    assert "records.csv, row 2, column name: empty" in capsys.readouterr().err


def test_a_linker_that_takes_too_long_is_ended_and_one_too_slow_for_a_size_not_begun() -> None:
    assert running.run("dalil", JOB, None, 0.0) == "not run to the end: ended after 0 s (--patience)"
    many = Benchmark("many", JOB.records * 1_001, [], JOB.lists * 1_001)
    said = running.run("logic-v2", many, None, 60.0)
    assert isinstance(said, str) and said.startswith("not run: takes too long for 5,005 records")


def test_a_peer_without_what_it_needs_is_told() -> None:
    pytest.importorskip("dedupe")
    assert running.run("dedupe", JOB, None, 60.0) == "not run: needs the registry's other half to be trained on"


@pytest.mark.parametrize("name", ["recordlinkage", "splink", "logic-v2"])
def test_a_peer_that_is_installed_joins_equal_names(name: str) -> None:
    pytest.importorskip({"logic-v2": "nomenklatura"}.get(name, name))
    many = [
        record(f"Olive Fund {number}", "PS", f"Town {number}", f"https://olive{number}.org") for number in range(12)
    ]
    many = [one for one in many for _ in "ab"]
    answer = running.run(name, Benchmark("many", many, [], ["A"] * len(many)), None, 120.0)
    assert isinstance(answer, Answer), answer
    clusters = answer.clusters.tolist()
    assert len(clusters) == len(many) and all(clusters[place] == clusters[place + 1] for place in range(0, 24, 2))


def test_the_cost_table_has_a_dash_for_a_size_that_was_not_run() -> None:
    def took(seconds: float) -> Answer:
        return Answer(np.empty(0), seconds=seconds, mib=300.0, loaded_mib=100.0)

    measured = {"dalil": [(1_000, took(1.0)), (10_000, took(10.0))], "slow": [(1_000, took(9.0))]}
    lines = list(speed.cost_table(measured))
    assert lines[2] == "| dalil | 1.0 / 300 / 204.8 | 10.0 / 300 / 20.5 | 1.00 | 1.00 |"
    assert lines[3] == "| slow | 9.0 / 300 / 204.8 | – | – | – |"


def test_a_share_that_is_not_known_is_a_dash() -> None:
    assert (tables.share(float("nan")), tables.share(0.5)) == ("–", "0.500")


def test_one_pair_is_explained_and_a_list_meets_a_guide() -> None:
    assert "one pair explained: p50" in speed.one_pair(JOB)
    first, *rest = speed.against_guide(JOB, rows=2)
    assert first.startswith("2 rows linked to a guide of 3: ")
    assert any("touched" in line for line in rest)
