"""The tables of the language folders: well-formed, and, where a command made them, made again to the last byte."""

import filecmp
from collections import Counter
from pathlib import Path

import pytest

from dalil.names.folding import fold
from dalil.names.glossary import bare
from dalil.names.languages import FOLDER, LANGUAGES
from dalil.names.training.__main__ import main
from dalil.names.training.pairs import HOMES
from dalil.names.writing import LATIN

LANGUAGE_FOLDERS = Path(str(FOLDER))
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
WRITTEN = ("glossary.tsv", "proper.tsv", "cases.tsv")
MADE = {"costs.tsv": 3, "places.tsv": 2, "learned.tsv": 3}
ORIGIN = "# Made by `python -m dalil.names.training` from "
DEAREST = 15.0
LEAST_LINES = 250
# Written for a word, and folded away on purpose: what is left of a name without it is the name.
NO_WORDS = frozenset({"&"})


def there_are(name: str) -> list[str]:
    return sorted(code for code in LANGUAGES if (LANGUAGE_FOLDERS / code / name).is_file())


def lines_of(code: str, name: str) -> list[str]:
    text = (LANGUAGE_FOLDERS / code / name).read_text("utf-8")
    assert text.endswith("\n") and "\r" not in text
    return text.splitlines()


def rows_of(code: str, name: str) -> list[list[str]]:
    return [line.split("\t") for line in lines_of(code, name) if line and not line.startswith("#")]


def of_each(*names: str) -> pytest.MarkDecorator:
    """Run a test for each of these files of each language that has it."""
    there = [(code, name) for name in names for code in there_are(name)]
    return pytest.mark.parametrize(("code", "name"), [pytest.param(c, n, id=f"{c}-{n}") for c, n in there])


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_folder_holds_what_its_language_needs_and_nothing_unknown(code: str) -> None:
    there = {file.name for file in (LANGUAGE_FOLDERS / code).iterdir()}
    assert there <= {"language.toml", *WRITTEN, *MADE}
    assert {"language.toml", "glossary.tsv", "cases.tsv"} <= there


@of_each("glossary.tsv", "proper.tsv")
def test_a_written_table_has_an_english_key_and_forms_that_are_words(code: str, name: str) -> None:
    for row in rows_of(code, name):
        assert len(row) == 2, row
        english, forms = row
        assert fold(english), row
        for form in forms.split(","):
            assert form.strip().count("~") == form.strip().startswith("~"), form
            assert bare(form.replace("~", "")) or form.strip() in NO_WORDS, row


@of_each("glossary.tsv")
def test_a_glossary_has_no_english_key_twice(code: str, name: str) -> None:
    met = Counter(english for english, _ in rows_of(code, name))
    assert not [english for english, count in met.items() if count > 1]
    assert len(met) >= LEAST_LINES


@of_each("cases.tsv")
def test_a_case_has_a_name_an_english_name_and_a_verdict(code: str, name: str) -> None:
    for row in rows_of(code, name):
        assert len(row) == 3 and row[2] in ("same", "different"), row
        assert fold(row[0]) and fold(row[1]), row


@of_each(*MADE)
def test_a_made_table_says_what_it_was_made_of_and_is_sorted(code: str, name: str) -> None:
    first, second, *_ = lines_of(code, name)
    assert first.startswith(ORIGIN) and first.endswith(".")
    assert "(C" in first, "the licences of the data"
    assert second.removeprefix("# ").count(", ") == MADE[name] - 1
    rows = rows_of(code, name)
    assert all(len(row) == MADE[name] for row in rows)
    keys = [row[:2] for row in rows]
    assert len({tuple(key) for key in keys}) == len(keys)
    assert rows == sorted(rows)


@of_each("costs.tsv")
def test_a_cost_is_of_one_or_two_letters_and_in_range(code: str, name: str) -> None:
    for source, target, cost in rows_of(code, name):
        assert (len(source), len(target)) in {(1, 0), (0, 1), (1, 1), (1, 2), (2, 1)}, (source, target)
        assert set(target) <= set(LATIN)
        assert fold(source) == source, "costs are looked up by folded letters"
        assert 0 <= float(cost) <= DEAREST


@of_each("places.tsv")
def test_a_place_has_a_folded_form_and_a_folded_english_name(code: str, name: str) -> None:
    for form, english in rows_of(code, name):
        assert form and fold(form) == form
        assert english and fold(english) == english and english != form


@of_each("learned.tsv")
def test_a_learned_word_is_folded_and_its_share_is_a_share(code: str, name: str) -> None:
    for form, english, share in rows_of(code, name):
        assert form and fold(form) == form and fold(english) == english
        assert 0 < float(share) <= 1


def test_every_language_of_another_script_that_has_a_home_has_costs() -> None:
    of_other_scripts = {code for code in set(HOMES) & set(LANGUAGES) if LANGUAGES[code].script != "Latn"}
    assert of_other_scripts <= set(there_are("costs.tsv"))


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the open data lie beside the repository, not in it")
@pytest.mark.parametrize("code", ["el", "am"])
def test_the_command_makes_the_tables_again_to_the_last_byte(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data", str(DATA), "--into", str(tmp_path), code])
    made = sorted(file.name for file in (tmp_path / code).iterdir())
    assert made == sorted(MADE)
    for name in made:
        assert filecmp.cmp(tmp_path / code / name, LANGUAGE_FOLDERS / code / name, shallow=False), name
    assert capsys.readouterr().out.count(" rows\n") == len(made)


def test_the_command_refuses_a_language_without_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path / "nowhere"), "--into", str(tmp_path), "xx"])
    assert "languages/<code>/language.toml" in capsys.readouterr().err
