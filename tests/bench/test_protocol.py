"""What is indexed and asked, and what counts as a hit, on a handful of organisations in ROR's shape."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench.names.data import Body, Label, WrongData, corpus, label_sets, read_bodies, read_labels, select

Name = tuple[str, str | None, str]


def row(body_id: str, country: str, *names: Name) -> dict[str, Any]:
    shown = [{"v": value, "lang": lang, "t": kinds.split()} for value, lang, kinds in names]
    return {"id": body_id, "country": country, "names": shown}


ROWS = (
    row("0256kw398", "PS", ("BZU", None, "acronym"), ("Birzeit University", "en", "label ror_display")),
    row("01aaaaa11", "TN", ("ENSB", None, "acronym"), ("École de Sfax", "fr", "label ror_display")),
    row("02bbbbb22", "IL", ("מרכז רפואי קפלן", "he", "label ror_display"), ("Kaplan", None, "alias")),
    row("03ccccc33", "JP", ("東京", "ja", "label ror_display"), ("TKO", None, "acronym")),
    row("04ddddd44", "TR", ("Ministry of Health", "en", "label"), ("Sağlık Bakanlığı", "tr", "ror_display")),
    row("05eeeee55", "IQ", ("Ministry of Health", "en", "label ror_display")),
    row("06fffff66", "SY", ("Ministry of Youth", "en", "label ror_display"), ("وزارة", "ar", "label")),
)
HEADER = "query,lang,script,kind,ror_id,display_name,country,types,status"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "bodies.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in ROWS)
    return path


@pytest.fixture
def bodies(index: Path) -> dict[str, Body]:
    return read_bodies(index)


def queries(folder: Path, *lines: str) -> Path:
    path = folder / "queries.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_english_label_is_indexed_else_the_latin_display_name_else_another_but_no_acronym(
    bodies: dict[str, Body],
) -> None:
    assert [body.name for body in bodies.values()] == [
        "Birzeit University",
        "École de Sfax",
        "Kaplan",
        "",
        "Ministry of Health",
        "Ministry of Health",
        "Ministry of Youth",
    ]
    assert [body.is_english for body in bodies.values()] == [True, False, False, False, True, True, True]


def test_a_queries_file_needs_three_columns_and_takes_a_whole_address_as_id(
    tmp_path: Path, bodies: dict[str, Body]
) -> None:
    path = queries(tmp_path, "lang,ror_id,query", "ar,https://ror.org/0256kw398,جامعة بيرزيت")
    assert read_labels(path, bodies) == [Label("جامعة بيرزيت", "ar", "", "0256kw398")]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (("query,ror_id", "x,0256kw398"), "queries.csv, row 1: the column lang is missing"),
        (("query,lang,ror_id", "x,ar,0256kw398", "y,ar,09nowhere"), "queries.csv, row 3, column ror_id: '09nowhere'"),
        (("query,lang,ror_id", ",ar,0256kw398"), "queries.csv, row 2, column query: empty"),
        (("",), "queries.csv, row 1: the column query is missing"),
    ],
)
def test_a_queries_file_that_is_not_right_is_told_by_file_row_and_column(
    tmp_path: Path, bodies: dict[str, Body], lines: tuple[str, ...], place: str
) -> None:
    with pytest.raises(WrongData) as wrong:
        read_labels(queries(tmp_path, *lines), bodies)
    assert place in str(wrong.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path, bodies: dict[str, Body]) -> None:
    with pytest.raises(WrongData, match=r"none\.csv"):
        read_labels(tmp_path / "none.csv", bodies)
    (tmp_path / "old.csv").write_bytes("query,lang,ror_id\nété,fr,x\n".encode("latin-1"))
    with pytest.raises(WrongData, match=r"old\.csv"):
        read_labels(tmp_path / "old.csv", bodies)
    (tmp_path / "odd.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(WrongData, match=r"odd\.jsonl, row 1"):
        read_bodies(tmp_path / "odd.jsonl")


def test_a_smaller_index_has_all_targets_and_is_a_part_of_a_larger_one(bodies: dict[str, Body]) -> None:
    labels = [Label("جامعة بيرزيت", "ar", "", "0256kw398"), Label("École", "fr", "", "01aaaaa11")]
    sizes = [{body.id for body in select(bodies, labels, size)} for size in (0, 2, 4, 50_000)]
    assert sizes[0] == {"0256kw398"}
    assert [len(chosen) for chosen in sizes] == [1, 2, 4, 6]  # one of the seven has no name in Latin script
    assert sizes[0] < sizes[1] < sizes[2] < sizes[3]


def test_a_text_that_several_own_is_a_hit_on_any_and_asked_once(bodies: dict[str, Body]) -> None:
    labels = [Label("وزارة", "ar", "", "05eeeee55"), Label("وزارة", "ar", "", "05eeeee55")]
    indexed = frozenset(body.name for body in bodies.values() if body.name)
    (question,) = label_sets(bodies, labels, indexed)["ar"]
    assert question.wanted == {"Ministry of Health", "Ministry of Youth"}


def test_what_is_not_indexed_is_not_asked(bodies: dict[str, Body]) -> None:
    labels = [Label("وزارة الصحة", "ar", "", "05eeeee55")]
    assert label_sets(bodies, labels, frozenset({"Kaplan"}))["ar"] == []


def test_languages_of_latin_script_are_asked_only_what_is_another_name_in_another_language(
    bodies: dict[str, Body],
) -> None:
    labels = [
        Label("Ecole de SFAX", "fr", "cross-language", "01aaaaa11"),
        Label("Université de Birzeit", "fr", "cross-language", "0256kw398"),
        Label("Institut du Caplan", "fr", "alias", "02bbbbb22"),
    ]
    indexed = frozenset(body.name for body in bodies.values() if body.name)
    assert [question.text for question in label_sets(bodies, labels, indexed)["fr"]] == ["Université de Birzeit"]


def test_a_corpus_has_only_the_sets_that_were_asked_for_and_that_have_a_question(bodies: dict[str, Body]) -> None:
    labels = [Label("جامعة بيرزيت", "ar", "", "0256kw398")]
    rows = corpus(bodies, labels, 50_000, ("ar", "he", "typo"))
    assert list(rows.sets) == ["ar", "typo"]
    assert len(rows.names) == len(rows.countries) == 6
    assert {name for question in rows.sets["typo"] for name in question.wanted} <= {
        body.name for body in bodies.values() if body.is_english
    }
