"""Spoilt names and composed persons: always the same ones, and always other than what is indexed."""

import gzip
import random
from pathlib import Path

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from bench.names import persons
from bench.names.data import WrongData
from bench.names.spoiling import KINDS, abbrev, respell, spacing, spoilt, typo
from dalil.names import fold

NAMES = [
    "Birzeit University",
    "Czech Academy of Sciences, Institute of Geonics",
    "National Association of Olive Growers",
    "Finnish Society for Childhood Studies",
    "Women's Affairs Technical Committee",
    "Physicians for Human Rights",
    "Department of Coffee and Tea Research",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_spoils_names_the_same_way_every_time_and_changes_every_one(kind: str) -> None:
    first, second = list(spoilt(NAMES, kind, 5)), list(spoilt(reversed(NAMES), kind, 5))
    assert first == second
    assert len(first) == 5
    assert all(fold(name) != fold(text) for name, text in first)
    assert len({name for name, _ in first}) == 5


def made(spoil: object, name: str) -> set[str]:
    return {spoil(name, random.Random(seed)) for seed in range(60)}  # type: ignore[operator]


def test_a_typo_is_one_or_two_letters_away() -> None:
    distances = {DamerauLevenshtein.distance("Birzeit University", text) for text in made(typo, "Birzeit University")}
    assert {1, 2} <= distances <= {0, 1, 2}


def test_a_respelling_changes_two_or_three_sounds_and_leaves_a_name_with_fewer_alone() -> None:
    texts = made(respell, "Coffee")
    assert {"Koffi", "Kofi", "Cophfi"} <= texts and "Coffee" not in texts
    assert made(respell, "Oh") == {""}


def test_spacing_only_moves_spaces() -> None:
    texts = made(spacing, "Birzeit University")
    assert "BirzeitUniversity" in texts and "Birzeit Univer sity" in texts
    assert {text.replace(" ", "") for text in texts} == {"BirzeitUniversity"}


def test_abbreviating_shortens_drops_a_small_word_or_swaps_neighbours() -> None:
    texts = made(abbrev, "University of Jordan")
    assert texts == {"Univ of Jordan", "University Jordan", "of University Jordan", "University Jordan of"}


TOKENS = """lang,latin,other,count,source
ar,khalid,خالد,9,x
ar,khaled,خالد,7,x
ar,turaani,ترعاني,1,x
ar,salma,سلمى,,x
ar,yorisaki,سلمى,1,x
ar,al,ال,1,x
he,noam,נועם,2,x
he,levi,לוי,2,x
he,lévi,לוי,1,x
he,miriam,מרים,2,x
ru,olga,ольга,3,x
ru,ivanov,иванов,3,x
ru,petrova,петрова,3,x
fa,reza,رضا,3,x
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(TOKENS)
    return path


def test_persons_are_composed_of_two_tokens_of_one_language_and_asked_in_its_script(pairs: Path) -> None:
    rows = persons.corpus(pairs, 9)
    assert rows.names == persons.corpus(pairs, 9).names
    assert len(rows.names) == len(set(rows.names)) == 9
    assert set(rows.sets) == {"ar", "he", "ru", persons.VARIANTS}
    assert all("Al" not in name.split() for name in rows.names)
    known = {"olga": "ольга", "ivanov": "иванов", "petrova": "петрова"}
    for question in rows.sets["ru"]:
        (name,) = question.wanted
        assert question.text == " ".join(known[token] for token in name.lower().split())


def test_a_latin_variant_is_a_token_of_one_form_that_is_alike_and_differs_by_more_than_accents(pairs: Path) -> None:
    others = persons.spellings(persons.read_tokens(pairs))
    assert others("ar", "khalid") == ["khaled"]
    assert others("ar", "salma") == []  # yorisaki has the same form in the list, by a mistake of its making
    assert others("he", "levi") == []
    rows = persons.corpus(pairs, 5)
    assert rows.sets[persons.VARIANTS]
    for question in rows.sets[persons.VARIANTS]:
        assert question.text not in rows.names and question.wanted <= set(rows.names)


def test_a_name_that_two_persons_share_in_the_other_script_is_a_hit_on_either(pairs: Path) -> None:
    everybody = persons.compose(persons.read_tokens(pairs), 60)
    questions = persons.corpus(pairs, 60).sets["ar"]
    for question in questions:
        assert question.wanted == {person.name for person in everybody if person.text == question.text}
    assert any(len(question.wanted) > 1 for question in questions)


def test_a_list_of_tokens_without_its_columns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("lang,latin\nar,khalid\n", encoding="utf-8")
    with pytest.raises(WrongData, match="the column other is missing"):
        persons.read_tokens(path)
