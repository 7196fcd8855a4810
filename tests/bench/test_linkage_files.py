"""Files given to the linkage bench: known by their header, and what is wrong in them told with file, row and column."""

import gzip
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from bench.linkage.benchmark import Benchmark, WrongData
from bench.linkage.files import Given, kind_of
from bench.linkage.reading import read
from dalil.formats.record import Identifier


def given(tmp_path: Path, **files: str) -> Given:
    """Files by name; `_` before the ending stands for the dot."""
    made = Given(list)
    for name, text in files.items():
        path = tmp_path / ".".join(name.rsplit("_", 1))
        path.write_text(text, encoding="utf-8")
        made.add(path)
    return made


def jobs(tmp_path: Path, **files: str) -> list[Benchmark]:
    return list(given(tmp_path, **files).jobs())


RECORDS = """id,list,cluster,name,names,lang,country,city,website,identifiers,founded
1,A,x,Olive Fund,OF|صندوق الزيتون,en,TN,Sfax,https://olive.org,GB-CHC:12|XI-GRID:g.1,1990
2,B,x,Fonds de l'olivier,"[""Olive Fonds"", [""Fondo"", ""es""]]",fr,,,,,
3,B,y,Bank,,,de,,,,2001-05
"""


def test_the_general_format_gives_records_with_all_that_the_columns_say(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path, records_csv=RECORDS)
    assert (list(job.truth), list(job.lists)) == (["x", "x", "y"], ["A", "B", "B"])
    first, second, third = job.records
    assert [(name.value, name.lang, name.types) for name in first.names] == [
        ("Olive Fund", "en", ("label",)), ("OF", "", ("acronym",)), ("صندوق الزيتون", "", ("label",)),
    ]  # fmt: skip
    assert first.identifiers == (Identifier("GB-CHC", "12"), Identifier("XI-GRID", "g.1"))
    assert first.locations[0].locality == "Sfax" and first.links == ("https://olive.org",)
    assert [(name.value, name.lang) for name in second.names][1:] == [("Olive Fonds", ""), ("Fondo", "es")]
    assert third.locations[0].country == "DE" and third.founded == "2001-05"
    assert job.pairs.tolist() == [[0, 1]]


def test_labelled_pairs_stand_beside_records_and_unsure_ones_do_not_count(tmp_path: Path) -> None:
    pairs = "id_a,id_b,label\n1,2,same\n1,3,different\n2,3,unsure\n"
    (job,) = jobs(tmp_path, records_csv=RECORDS, pairs_csv=pairs)
    assert {group.wish: group.pairs.tolist() for group in job.groups} == {"same": [[0, 1]], "different": [[0, 2]]}


def test_records_may_come_as_lines_of_json_and_in_gzip(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": 1, "name": "Olive Fund", "cluster": 7, "names": ["OF"], "founded": 1990}) + "\n")
    made = Given(list)
    made.add(path)
    (job,) = made.jobs()
    assert job.truth == ["7"] and job.records[0].founded == "1990" and len(job.records[0].names) == 2


HEADERS = {
    "kind,old_id,old_names,old_country,old_city,old_website,new_id,new_display_name,shares_a_name": "withdrawn",
    "id_a,name_a,country_a,city_a,relation_of_b_to_a,id_b,name_b,country_b,city_b": "related",
    "name_a,name_b,similarity,label": "labelled names",
    "old_name,new_name": "changes",
    "org_id_a,org_name_a,org_id_b,org_name_b,relationship,source,date": "mergers",
    "type,reg_number,name": "branches",
    "org_id,alternative_name": "alternatives",
    "case_group,schema,name1,name2,is_match": "name pairs",
    "affiliation,ror_id": "affiliations",
    "text,label": "affiliations",
    "string,cluster,note": "labels",
}


@pytest.mark.parametrize(("header", "kind"), HEADERS.items())
def test_a_file_is_known_by_its_header(tmp_path: Path, header: str, kind: str) -> None:
    path = tmp_path / "some.csv"
    path.write_text(header + "\n", encoding="utf-8")
    assert kind_of(read(path)) == kind


WRONG = {
    "no kind": ({"x_csv": "a,b\n1,2\n"}, r"x\.csv, row 1: no kind of file has these columns \(a, b\)"),
    "ending": ({"x_doc": "a"}, r"x\.doc: the ending \.doc is none of csv"),
    "no name": ({"r_csv": "id,name\n1,A\n2,\n"}, r"r\.csv, row 3, column name: empty"),
    "twice": ({"r_csv": "id,name\n1,A\n1,B\n"}, r"r\.csv, row 3, column id: '1' was there before"),
    "country": ({"r_csv": "id,name,country\n1,A,Tunisia\n"}, r"row 2, column country: 'TUNISIA' is no ISO"),
    "year": ({"r_csv": "id,name,founded\n1,A,long ago\n"}, r"row 2, column founded: 'long ago' is no year"),
    "number": ({"r_csv": "id,name,identifiers\n1,A,12345\n"}, r"row 2, column identifiers: '12345' is not SCHEME:value"),
    "list": ({"r_csv": 'id,name,names\n1,A,"[x"\n'}, r"row 2, column names: begins like a JSON list"),
    "cells": ({"r_csv": "id,name\n1,A,B\n"}, r"r\.csv, row 2: more cells than the 2 columns"),
    "json": ({"r_jsonl": '{"id": 1, "name": "A"}\n{"id": 2,\n'}, r"r\.jsonl, row 2: no JSON"),
    "object": ({"r_jsonl": "[1]\n"}, r"r\.jsonl, row 1: no object"),
    "label": ({"n_csv": "name_a,name_b,label\nA,B,maybe\n"}, r"n\.csv, row 2, column label: 'maybe' is none of same"),
    "match": ({"n_csv": "name1,name2,is_match\nA,B,yes\n"}, r"row 2, column is_match: 'yes' is neither true nor false"),
    "names": ({"d_csv": "kind,old_id,old_names,new_id,new_display_name,shares_a_name\nd,1,Foo,2,Bar,0\n"},
              r"d\.csv, row 2, column old_names: no JSON list"),
    "lonely": ({"p_csv": "id_a,id_b,label\n1,2,same\n"}, r"p\.csv: labelled pairs need the file of records"),
    "stranger": ({"r_csv": "id,name\n1,A\n", "p_csv": "id_a,id_b,label\n1,9,same\n"},
                 r"p\.csv, row 2, column id_b: '9' is the id of no record"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_file_is_told_with_file_row_and_column(tmp_path: Path, case: str) -> None:
    files, sentence = WRONG[case]
    with pytest.raises(WrongData, match=sentence):
        jobs(tmp_path, **files)


def test_a_file_that_is_missing_broken_or_not_in_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongData, match="nowhere"):
        read(tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes(b"id,name\n1,Caf\xe9\n")
    with pytest.raises(WrongData, match=r"latin\.csv, row 2: not UTF-8"):
        read(tmp_path / "latin.csv")
    (tmp_path / "half.csv.gz").write_bytes(gzip.compress(b"id,name\n" * 999)[:30])
    with pytest.raises(WrongData, match="half"):
        read(tmp_path / "half.csv.gz")
    (tmp_path / "book.xlsx").write_bytes(b"no workbook")
    with pytest.raises(WrongData, match=r"book\.xlsx: no workbook"):
        read(tmp_path / "book.xlsx")


def test_spreadsheets_labelled_names_and_changes_make_one_job(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (("NGO_name", "Session_number"), ("Olive Fund", 1), ("Olive Funds", 2), ("Olive  Fund", 3)):
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(tmp_path / "sheet.xlsx")
    files = given(
        tmp_path,
        pairs_csv="name_a,name_b,label\nOlive Fund,Olive Funds,same\nOlive Fund,Bank,different\n",
        changes_csv='old_name,new_name\n"Olive Fund (special, 2011)",Zeitoun\n',
    )
    files.add(tmp_path / "sheet.xlsx")
    (job,) = files.jobs()
    assert [record.names[0].value for record in job.records] == ["Olive Fund", "Olive Funds", "Bank", "Zeitoun"]
    assert {group.wish: group.pairs.tolist() for group in job.groups} == {
        "same": [[0, 1]], "different": [[0, 2]], "proposed": [[0, 3]],
    }  # fmt: skip


def test_editions_are_judged_by_the_labels_given(tmp_path: Path) -> None:
    rows = [
        [{"Organisation": name, "Country": "Guinea"} for name in names] for names in (("WHO ", "X", "X"), ("W.H.O.",))
    ]
    (job,) = jobs(
        tmp_path,
        first_json=json.dumps(rows[0]),
        second_json=json.dumps(rows[1]),
        labels_tsv="string\tcluster\nWHO\twho\nW.H.O.\twho\nX\t\n",
    )
    assert (list(job.truth), list(job.lists)) == (["who", "", "who"], ["first", "first", "second"])


def test_our_own_labels_name_a_string_once_and_say_why_one_is_not_judged() -> None:
    table = read(Path(__file__).parents[2] / "bench" / "linkage" / "labels" / "3w-west-africa.tsv")
    strings = [row.text("string") for row in table]
    assert len(strings) == len(set(strings)) == 191
    assert all(row.text("cluster") or row.text("note") for row in table)


BRANCHES = "type,reg_number,name\nMind,1,Mind in Sfax\nMind,2,Mind in Tunis\nMind,3,Mind\nMind,SC4,MIND\n"


def test_branches_of_one_name_are_judged_only_with_their_numbers(tmp_path: Path) -> None:
    without, numbered = jobs(tmp_path, branches_csv=BRANCHES)
    assert sorted(without.truth) == ["", "", "1", "2"] and sorted(numbered.truth) == ["1", "2", "3", "SC4"]
    assert not any(record.identifiers for record in without.records)
    assert {record.identifiers[0].scheme for record in numbered.records} == {"GB-CHC", "GB-SC"}
    assert all(record.identifiers[0].value in numbered.truth for record in numbered.records)


def test_withdrawn_records_meet_the_registry_without_themselves(tmp_path: Path) -> None:
    table = 'kind,old_id,old_names,new_id,new_display_name,shares_a_name\nmerged,o,"[[""Old"", null]]",n,New,0\n'
    lines = [
        {"id": body, "status": "active", "country": "TN", "names": [{"v": body, "lang": None, "t": ["label"]}]}
        for body in ("o", "n", "z")
    ]
    (job,) = jobs(tmp_path, old_csv=table, registry_jsonl="\n".join(map(json.dumps, lines)))
    assert [record.names[0].value for record in job.records] == ["n", "z", "Old"]
    assert job.groups[0].pairs.tolist() == [[2, 0]]


def test_affiliation_strings_meet_a_guide_and_strangers_stay_by_themselves(tmp_path: Path) -> None:
    text = 'affiliation,ror_id\n"Dept of Oil, Olive Fund, Sfax",https://ror.org/1\nNobody,https://ror.org/9\n'
    (job,) = jobs(tmp_path, text_csv=text, guide_csv="id,name\n1,Olive Fund\n2,Bank\n")
    assert job.truth == ["1", "2", "1", "9"] and job.groups[0].pairs.tolist() == [[2, 0]]
    assert "1 strings of a body in the guide (2), 1 of none" in job.note
