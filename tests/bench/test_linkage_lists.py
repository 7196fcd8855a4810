"""Lists made from registry names: always the same ones, halves that share no organisation, true pairs that are true."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from bench.linkage import noise
from bench.linkage.benchmark import STRATA, WrongData, pairs_of
from bench.linkage.registry import FILES, half_of, make_lists, organisation, read_organisations, registry_lists
from dalil.names import script_of


def line(number: int) -> dict[str, Any]:
    names = [
        {"v": f"Institute of Olive Research {number}", "lang": "en", "t": ["label", "ror_display"]},
        {"v": "IOR", "lang": None, "t": ["acronym"]},
    ]
    if number % 3:
        names.append({"v": f"معهد بحوث الزيتون {number}", "lang": "ar", "t": ["label"]})
    if number % 2:
        names.append({"v": f"Institut de l'olivier {number}", "lang": "fr", "t": ["alias"]})
    return {
        "id": f"{number:09}", "status": "active", "country": "TN", "city": "Sfax", "established": 1990,
        "websites": [f"https://www.olive{number}.org/about"], "names": names,
    }  # fmt: skip


BODIES = {row["id"]: organisation(row) for row in map(line, range(240))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in zip(FILES, (range(40), range(30, 40)), strict=True):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line(number), ensure_ascii=False) + "\n" for number in rows)
    return tmp_path


def test_the_same_arguments_give_the_same_lists_and_another_seed_gives_others(folder: Path) -> None:
    first, again, other = (registry_lists(folder, 50, seed) for seed in (1, 1, 2))
    assert (first.records, first.truth, first.lists) == (again.records, again.truth, again.lists)
    assert first.records != other.records


def test_the_order_of_the_registry_does_not_change_the_lists() -> None:
    turned = dict(reversed(BODIES.items()))
    assert make_lists(turned, 200).records == make_lists(BODIES, 200).records


def test_halves_share_no_organisation_and_are_the_whole_together() -> None:
    train, test = (set(make_lists(BODIES, 2_000, half=half).truth) for half in ("train", "test"))
    assert not train & test
    assert train | test == set(BODIES)
    assert {half_of(one) for one in train} == {"train"}


def test_true_pairs_are_of_one_organisation_and_a_list_has_an_organisation_once() -> None:
    job = make_lists(BODIES, 400)
    assert len(job.records) == 400
    assert all(job.truth[a] == job.truth[b] and job.lists[a] != job.lists[b] and a < b for a, b in job.pairs.tolist())
    seen = list(zip(job.truth, job.lists, strict=True))
    assert len(seen) == len(set(seen))


def test_about_a_third_of_the_organisations_is_in_one_list_only() -> None:
    job = make_lists(BODIES, 10**6, seed=3)
    first_turn = [body for body, of in zip(job.truth, job.lists, strict=True) if of in "ABC"]
    alone = sum(first_turn.count(body) == 1 for body in BODIES)
    assert 0.2 < alone / len(BODIES) < 0.45
    assert max(map(job.truth.count, BODIES)) > 3


def test_strata_tell_scripts_and_acronyms() -> None:
    job = make_lists(BODIES, 500)
    assert set(STRATA) >= {STRATA[place] for place in job.strata.tolist()} >= {"Arabic-Latin", "acronym-name"}
    for (a, b), place in zip(job.pairs.tolist(), job.strata.tolist(), strict=True):
        names = [job.records[one].names[0] for one in (a, b)]
        short = {name.types == ("acronym",) for name in names}
        scripts = {script_of(name.value) for name in names}
        wanted = "same script" if len(scripts) == 1 else "Arabic-Latin"
        assert STRATA[place] == ("acronym-name" if len(short) == 2 else wanted)


def test_a_record_says_nothing_that_would_give_its_organisation_away() -> None:
    for record in make_lists(BODIES, 300).records:
        assert not record.identifiers and len(record.names) == 1
        assert all("|" not in link and " " not in link for link in record.links)


@pytest.mark.parametrize("name", ["Institute of Olive Research", "Bank", "", "مركز القدس"])
def test_no_spoiler_fails_on_a_short_or_foreign_name(name: str) -> None:
    for seed in range(200):
        chance = random.Random(seed)
        assert noise.typed(name, "TN", chance) is not None
        assert noise.romanised(name, chance).isascii()
        assert noise.address("https://www.olive.org/about", name, chance, missing=0.2) is not None


def test_an_address_keeps_its_host_mostly_and_no_address_is_made_up_from_none() -> None:
    made = [noise.address("https://olive.org/x", "Sfax", random.Random(seed), missing=0.0) for seed in range(400)]
    kept = sum("olive.org" in link.lower() for link in made)
    assert 0.8 < kept / len(made) < 1.0
    assert noise.address("", "Olive", random.Random(1), missing=0.0) == ""


def test_labels_that_are_empty_make_no_pairs() -> None:
    assert pairs_of(["a", "", "a", "", "b", "a"]).tolist() == [[0, 2], [0, 5], [2, 5]]
    assert pairs_of([]).shape == (0, 2)


def test_a_line_that_is_no_organisation_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(line(1)) + '\n{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(WrongData, match=r"bad\.jsonl, row 2: no organisation"):
        read_organisations([path])
    with pytest.raises(WrongData, match="nowhere"):
        read_organisations([tmp_path / "nowhere.jsonl.gz"])
