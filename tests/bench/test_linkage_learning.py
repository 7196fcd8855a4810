"""Learning the tables of linking: bounds set by hand hold, decisions move weights, and wrong files are told by line."""

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.linkage import learn
from bench.linkage.benchmark import Benchmark, Group, WrongData
from bench.linkage.lessons import DIFFERENT, SAME, Share, decided, lesson
from bench.linkage.registry import FILES
from dalil.formats.record import Location, Name, Record, encode
from dalil.linkage.evidence import FEATURES
from dalil.linkage.weights import Weights, level_names, read_weights, shipped_weights

NAMES = ("Olive Growers of Sfax", "Sfax Olive Growers", "Cedar Youth Club", "Cedar Youth Orchestra", "Cedar Youth Club")


def body(name: str) -> Record:
    return Record(names=(Name(name),), locations=(Location(country="TN", locality="Sfax"),))


def decision(a: str, b: str, verdict: str, **other: object) -> dict[str, object]:
    sides = {
        side: {"source": "s", "key": name, "values": json.loads(encode(body(name)))}
        for side, name in (("left", a), ("right", b))
    }
    return {"form": "dalil-decisions-1", "verdict": verdict, "holds": True, "how": "queue", **sides, **other}


def written(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_every_weight_set_by_hand_is_within_its_bounds_in_the_table_that_ships() -> None:
    weights = shipped_weights()
    for hand in learn.BY_HAND:
        bits = weights.bits[hand.feature][level_names(hand.feature).index(hand.level)]
        assert hand.least <= bits <= hand.most, hand
        assert hand.why


def test_the_version_of_the_table_that_ships_is_its_digest() -> None:
    weights = shipped_weights()
    assert learn.signed(weights).version == weights.version
    assert learn.signed(replace(weights, prior=weights.prior + 1)).version != weights.version


def test_bounds_by_hand_cap_what_was_learned_and_leave_the_rest() -> None:
    weights = shipped_weights()
    bits = {**weights.bits, "identifier": (0.0,) * 5}
    held = learn.set_by_hand(replace(weights, bits=bits))
    assert held.bits["identifier"] == (0.0, -6.0, -2.0, 6.0, 14.0)
    assert held.bits["shared_words"] == weights.bits["shared_words"]


def test_a_lesson_knows_what_its_groups_and_clusters_say_and_a_closed_one_all_else() -> None:
    records = [body(name) for name in NAMES]
    groups = [Group("told", "different", np.array([[2, 3]]))]
    job = Benchmark("a job", records, [""] * 5, ["a", "b", "a", "b", "b"], groups=groups)
    opened, closed = (lesson(job, Share(1, 1), "", is_closed=is_closed) for is_closed in (False, True))
    assert (opened.same, opened.different) == (0, 1)
    assert closed.different == len(closed.answers) > 1
    clusters = replace(job, truth=("1", "1", "2", "3", "2"), groups=())
    assert lesson(clusters, Share(1, 1), "").same == 2


def test_records_that_say_the_same_in_one_list_are_one_record_of_a_lesson() -> None:
    records = [body(NAMES[2]), body(NAMES[2]), body(NAMES[2])]
    made = lesson(Benchmark("twice", records, ("1", "1", "1"), ("a", "a", "b")), Share(1, 1), "")
    assert made.answers.tolist() == [SAME]


def test_words_are_counted_in_bodies_by_their_english_reading() -> None:
    table = learn.counted(iter([["Olive Olive House"]] * 3 + [["Casa olives", "Cedar"]]))
    assert table.startswith("#")
    assert "\t4\n" in table
    assert "olive\t4\n" in table
    assert "house\t4\n" in table  # "casa" is read as it
    assert "cedar" not in table  # met in fewer than four bodies


def test_names_are_counted_once_a_body_and_mergers_by_the_column_of_their_name(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "names": [
            {"v": "Olive House", "lang": "en", "t": ["ror_display"]},
            {"v": "OH", "lang": None, "t": ["acronym"]},
        ],
    }
    for file in FILES:
        with gzip.open(tmp_path / file, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    (tmp_path / "uk-charities").mkdir()
    with gzip.open(tmp_path / "uk-charities" / "mergers-dev.csv.gz", "wt", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([("org_id_a", "org_name_a"), ("GB-CHC-1", "The Cedar Trust"), ("GB-CHC-2", "")])
    assert list(learn.names_of(tmp_path)) == [["Olive House"], ["The Cedar Trust"]]


def test_only_decisions_that_hold_and_that_somebody_looked_at_teach(tmp_path: Path) -> None:
    lines = [
        decision(NAMES[0], NAMES[1], "same"),
        decision(NAMES[2], NAMES[3], "not_same", how="page"),
        decision(NAMES[0], NAMES[2], "unsure"),
        decision(NAMES[0], NAMES[3], "same", holds=False),
        decision(NAMES[0], NAMES[3], "same", how="automatic"),
        decision(NAMES[0], NAMES[3], "same", how="batch"),
    ]
    told = decided(written(tmp_path / "decisions.jsonl", lines))
    assert told.same.tolist() == [True, False]
    assert told.levels.shape == (2, len(FEATURES))


def test_weights_learned_from_decisions_move_towards_them_and_stay_near_the_others(tmp_path: Path) -> None:
    # Editors of this guide say, time and again, that a youth orchestra is the youth club of that name.
    lines = [
        decision(f"{town} Youth Club", f"{town} Youth Orchestra", "same") for town in ("Cedar", "Olive", "Palm")
    ] * 40
    out = tmp_path / "weights.tsv"
    assert learn.main(["--decisions", str(written(tmp_path / "d.jsonl", lines)), "--out", str(out)]) == 0
    own, shipped = read_weights(out), shipped_weights()
    levels = decided(tmp_path / "d.jsonl").levels
    assert own.version != shipped.version
    assert (own.total(levels) > shipped.total(levels)).all()
    assert own.bits["identifier"] == shipped.bits["identifier"]


def test_no_decisions_leave_the_weights_as_they_were(tmp_path: Path) -> None:
    out = tmp_path / "weights.tsv"
    assert learn.main(["--decisions", str(written(tmp_path / "d.jsonl", [])), "--out", str(out)]) == 0
    assert read_weights(out) == shipped_weights()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{}", "missing required field"),
        ("not JSON", "malformed"),
        (json.dumps(decision("a", "b", "same", form="x")), "form"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(decision(NAMES[0], NAMES[1], "same")) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(WrongData, match=r"row 2") as error:
        decided(path)
    assert told in str(error.value)


def test_a_checked_table_that_differs_is_told_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "weights.tsv"
    path.write_text("old", encoding="utf-8")
    assert not learn._settled(path, "new", check=True)
    assert path.read_text(encoding="utf-8") == "old"
    assert learn._settled(path, "new", check=False)
    assert path.read_text(encoding="utf-8") == "new"
    assert learn._settled(path, "new", check=True)
    assert "NOT as it would be made" in capsys.readouterr().out


def test_the_same_lessons_give_the_same_weights_and_what_speaks_for_a_pair_weighs_more() -> None:
    towns = [f"{a}{b}" for a in ("kar", "bel", "mon", "tur", "zel") for b in ("dova", "lini", "pesk", "roth", "gama")]
    names = [f"{town.title()} Growers Union" for town in towns]
    records = [body(name) for name in names] + [body(name.replace("Union", "Guild")) for name in names]
    job = Benchmark("registry", records, [*towns, *towns], ["a"] * 25 + ["b"] * 25)
    taught = [lesson(job, Share(1, 1), "", has_lists=True)]
    first, again = learn.weights_of(taught), learn.weights_of(taught)
    assert isinstance(first, Weights)
    assert first.written() == again.written()
    levels = taught[0].levels
    same = taught[0].answers == SAME
    assert first.total(levels)[same].mean() > first.total(levels)[~same].mean()
    assert (taught[0].answers == DIFFERENT).any()
