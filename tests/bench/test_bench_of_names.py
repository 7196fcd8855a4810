"""The whole bench with a stand-in engine: tables, remarks, misses, must-find, chart; and peers that are installed."""

import csv
import gzip
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.names.__main__ import main
from bench.names.asking import Outcome
from bench.names.chart import Point, draw
from bench.names.data import Corpus, Question
from bench.names.engine import Engine, NotRun, plain
from bench.names.engines import ENGINES
from bench.names.mustfind import QUESTIONS
from bench.names.peers import Fts5, spread
from bench.names.tables import recall_tables

BODIES = {
    "0256kw398": "Birzeit University",
    "01aaaaa11": "University of Jordan",
    "02bbbbb22": "Kaplan Medical Center",
    "03ccccc33": "National Association of Olive Growers",
}
QUERIES = """query,lang,kind,ror_id
Birzeit جامعة,ar,cross-script,0256kw398
الجامعة الأردنية,ar,cross-script,01aaaaa11
Kaplan מרכז,he,cross-script,02bbbbb22
Kaplan Zentrum,de,cross-language,02bbbbb22
"""


class Shelf(Engine):
    """Finds what shares a word with the question; more words come first."""

    def build(self, names: list[str], countries: list[str]) -> None:
        self._rows = [set(plain(name).split()) for name in names]

    def ask(self, query: str, limit: int) -> list[int]:
        shared = [(len(row & set(plain(query).split())), -place) for place, row in enumerate(self._rows)]
        return [-place for count, place in sorted(shared, reverse=True)[:limit] if count]

    def megabytes(self) -> float:
        return 1.25


class Absent(Engine):
    def build(self, names: list[str], countries: list[str]) -> None:
        raise NotRun("pip install absent")


class Broken(Shelf):
    def ask(self, query: str, limit: int) -> list[int]:
        raise RuntimeError("out of order")


class Slow(Shelf):
    most_names = 2
    most_questions = 1


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name, kind in (("shelf", Shelf), ("absent", Absent), ("broken", Broken), ("slow", Slow)):
        monkeypatch.setitem(ENGINES, name, lambda cache, kind=kind: kind())
    with gzip.open(tmp_path / "index.jsonl.gz", "wt", encoding="utf-8") as file:
        for body_id, name in BODIES.items():
            names = [{"v": name, "lang": "en", "t": ["label", "ror_display"]}]
            file.write(json.dumps({"id": body_id, "country": "PS", "names": names}) + "\n")
    (tmp_path / "queries.csv").write_text(QUERIES, encoding="utf-8")
    return ["--index", str(tmp_path / "index.jsonl.gz"), "--queries", str(tmp_path / "queries.csv")]


def test_tables_name_the_sets_with_their_sizes_and_give_recall_times_and_memory(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--only", "shelf"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("machine: ")
    assert "4 organisations, 4 with a name in Latin script" in out
    assert "## Organisations: 4 names" in out
    other, latin = (line for line in out.splitlines() if line.startswith("| engine"))
    assert other == "| engine | ar (2) | he (1) | build s | p50 / p99 ms | MB |"
    assert latin.startswith("| engine | de (1) | typo (4) | respell (")
    row = next(line for line in out.splitlines() if line.startswith("| shelf"))
    assert row.startswith("| shelf | 0.50 / 0.50 | 1.00 / 1.00 | 0.0 | ") and row.endswith(" | 1.2 |")


def test_an_engine_that_is_absent_is_passed_over_and_one_that_fails_is_told(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--langs", "ar", "--only", "absent,shelf"]) == 0
    assert "\nabsent: not run: pip install absent\n" in capsys.readouterr().out
    assert main([*files, "--langs", "ar", "--only", "broken,shelf"]) == 1
    out = capsys.readouterr().out
    assert "\nbroken: failed: RuntimeError('out of order')\n" in out and "| shelf | 0.50 / 0.50 |" in out


def test_a_slow_engine_is_asked_less_and_over_many_names_only_by_name(
    files: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(ENGINES) - {"slow"}:
        monkeypatch.delitem(ENGINES, name)
    assert main([*files, "--langs", "ar"]) == 0
    assert "slow: not run: too slow for 4 names, unless asked for with --only slow" in capsys.readouterr().out
    assert main([*files, "--langs", "ar", "--only", "slow"]) == 0
    assert "slow: only the first 1 questions of a set" in capsys.readouterr().out


def test_misses_are_written_with_what_was_found_instead(files: list[str], tmp_path: Path) -> None:
    assert main([*files, "--langs", "ar", "--only", "shelf", "--misses", str(tmp_path / "misses.csv")]) == 0
    with (tmp_path / "misses.csv").open(encoding="utf-8", newline="") as file:
        (miss,) = csv.DictReader(file)
    assert (miss["engine"], miss["set"], miss["query"]) == ("shelf", "ar", "الجامعة الأردنية")
    assert (miss["wanted"], miss["rank"], miss["first found"]) == ("University of Jordan", "", "")


def test_the_must_find_questions_are_all_asked_and_no_table_beside_them(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--must-find", "--only", "shelf"]) == 0
    out = capsys.readouterr().out
    assert "## Must-find: rank among 8 names" in out and "## Organisations" not in out
    assert all(f"| {text} | " in out for text in QUESTIONS)
    assert "| Nour Naeem | 1 |" in out and "| iPalsteine | – |" in out


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["--only", "shelff"], "no engine is called shelff"),
        (["--langs", "xx"], "no set is called xx"),
        (["--queries", "/nowhere.csv"], "/nowhere.csv: "),
    ],
)
def test_what_is_given_wrongly_is_told_in_one_sentence(
    files: list[str], capsys: pytest.CaptureFixture[str], wrong: list[str], sentence: str
) -> None:
    assert main([*files, "--only", "shelf", *wrong]) == 2
    assert sentence in capsys.readouterr().err


def test_help_names_the_sets_and_the_engines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert "abbrev" in out and "tantivy-ngram+ascii" in out and "--misses" in out


def test_the_chart_is_well_formed_and_has_a_labelled_point_for_each_engine_that_was_run(
    files: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "charts" / "recall.svg"
    assert main([*files, "--langs", "ar", "--only", "shelf,absent", "--chart", str(path)]) == 0
    picture = ElementTree.parse(path).getroot()
    labels = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "shelf" in labels and "absent" not in labels
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 1


def test_labels_of_a_chart_do_not_cover_each_other_and_odd_letters_are_escaped() -> None:
    points = [Point(f"<engine> & {number}", 1 + number / 50, 0.5, number == 0) for number in range(6)]
    picture = ElementTree.fromstring(draw(points, "A & B"))
    places = {
        (text.get("x"), text.get("y"), text.get("text-anchor"))
        for text in picture.iter("{http://www.w3.org/2000/svg}text")
        if "engine" in (text.text or "")
    }
    assert len(places) == 6


def test_recall_counts_ranks_and_nothing_is_made_up_for_a_set_that_was_not_asked() -> None:
    outcome = Outcome("shelf", ranks={"ar": [1, 0, 7, 11]}, seconds=[0.001] * 4)
    assert (outcome.recall("ar", 1), outcome.recall("ar", 10), outcome.recall("he", 1)) == (0.25, 0.5, None)
    question = Question("x", frozenset({"y"}))
    lines = list(recall_tables(Corpus(["y"], [""], {"ar": [question] * 4, "he": [question]}), [outcome], 0))
    assert lines[2] == "| shelf | 0.25 / 0.50 | – | 0.0 | 1.0 / 1 | – |"


@pytest.mark.parametrize(
    "name", ["fts5+ascii", "fts5tri+ascii", "tantivy+ascii", "tantivy-ngram+ascii", "rf-ratio+ascii"]
)
def test_a_peer_finds_an_accented_name_and_bears_signs_that_mean_something_to_it(name: str, tmp_path: Path) -> None:
    if name.startswith("tantivy"):
        pytest.importorskip("tantivy")
    peer = ENGINES[name](tmp_path)
    peer.build(["Birzeit University", "École de Sfax", "Kaplan Medical Center"], ["PS", "TN", "IL"])
    assert peer.ask("ecole sfax", 3)[0] == 1
    for text in ('"', "AND OR NOT", "a*", "name:x (", "-", "é"):
        assert len(peer.ask(text, 2)) <= 2
    assert peer.megabytes()
    peer.close()


def test_a_long_question_is_asked_by_trigrams_from_beginning_to_end() -> None:
    terms = spread([f"{number:03}" for number in range(100)], 20)
    assert len(terms) == 20 and terms[0] == "000" and terms[-1] == "095"
    assert Fts5(has_trigrams=True).ask("ab", 3) == []
