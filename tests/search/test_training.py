"""Training: the weights it finds put what is meant first, and are the same every time."""

import gzip
import json
from pathlib import Path

import numpy as np

from dalil.search import ranking
from dalil.search.training import Asking, Label, asked_for, fitted, indexed_name, labels_in, learn, records_in, spoiled
from dalil.search.weights import country_evidence, weights


def test_weights_learn_which_feature_tells() -> None:
    chance = np.random.default_rng(1)
    taken = []
    for _ in range(60):
        features = chance.random((12, 3), np.float32)
        features[:, 2] = 1  # says nothing
        taken.append(Asking(features, np.arange(12) == int(features[:, 0].argmax())))
    learned = fitted(taken)
    assert learned[0] > 5 * abs(learned[1])
    assert learned[2] == 0
    assert np.array_equal(learned, fitted(taken))


def record(id_: str, name: str, *others: tuple[str, str]) -> dict[str, object]:
    names = [{"v": name, "lang": "en", "t": ["label", "ror_display"]}]
    names += [{"v": other, "lang": lang, "t": ["label"]} for other, lang in others]
    return {"id": id_, "country": "PS", "names": names}


def test_one_name_is_indexed_the_english_one(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(record("a", "Birzeit University", ("جامعة بيرزيت", "ar"))) + "\n")
    assert records_in(file) == {"a": ("Birzeit University", "PS")}
    arabic_shown = [{"v": "مركز", "lang": "ar", "t": ["ror_display"]}, {"v": "Markaz", "lang": None, "t": ["alias"]}]
    assert indexed_name({"names": arabic_shown}) == "Markaz"


def test_labels_of_other_languages_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("query,lang,ror_id\nجامعة,ar,a\n大学,zh,b\n", "utf-8")
    assert labels_in(file) == [Label("جامعة", "ar", "a")]


def test_the_whole_training_runs_and_gives_every_weight(tmp_path: Path) -> None:
    towns = ("Nablus", "Jenin", "Hebron", "Ramallah", "Gaza", "Jericho", "Tulkarm", "Bethlehem")
    arabic = ("نابلس", "جنين", "الخليل", "رام الله", "غزة", "أريحا", "طولكرم", "بيت لحم")
    records = {f"r{place}": (f"University of {town}", "PS") for place, town in enumerate(towns)}
    labels = [Label(f"جامعة {town}", "ar", f"r{place}") for place, town in enumerate(arabic)]
    learned = learn(records, labels, tmp_path, has_vectors=False)
    assert len(learned) == len(ranking.FEATURES)
    assert learned[ranking.FEATURES.index("asked_share")] > 0
    assert asked_for(labels, records) == [("ar", "PS", 8)]


def test_spoiled_names_are_always_the_same_and_differ_from_what_they_were_made_of() -> None:
    records = {f"r{number}": (f"Society number {number}", "PS") for number in range(50)}
    labels = spoiled(records)
    assert labels == spoiled(records)
    assert sum(label.text != records[label.record][0] for label in labels) > 45


def test_the_shipped_tables_fit_the_program() -> None:
    assert len(weights(has_vectors=False)) == len(ranking.FEATURES)
    assert len(weights(has_vectors=True)) == len(ranking.FEATURES) + len(ranking.WITH_VECTORS)
    evidence = country_evidence("he", {"IL": 0.01, "JP": 0.99})
    assert evidence["IL"] > 1 > evidence["JP"]
    assert country_evidence("xx", {"IL": 1.0})["IL"] == 0
