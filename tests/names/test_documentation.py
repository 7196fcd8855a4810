"""The library by its documentation: every example runs, every public name has one, and nothing of the platform is needed."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

import dalil.names
from dalil.names.languages import Guess, Language

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "names.md"
GUIDE = ROOT / "dalil" / "names" / "languages" / "README.md"
NEEDED = frozenset({"dalil", "numpy", "rapidfuzz", "anyascii", "msgspec"})
# msgspec makes use of it where it happens to be, and does without it elsewhere.
USED_IF_THERE = frozenset({"typing_extensions"})
# What Cython's extensions leave among the modules, of no package.
LEFT_BY_CYTHON = re.compile(r"_?cython_\w+")


def examples(text: str, name: str) -> doctest.DocTest:
    return doctest.DocTestParser().get_doctest(text, {}, name, name, 0)


def run(test: doctest.DocTest) -> doctest.TestResults:
    return doctest.DocTestRunner(verbose=False).run(test, out=lambda said: pytest.fail(said, pytrace=False))


def modules() -> Iterator[ModuleType]:
    yield dalil.names
    for found in pkgutil.walk_packages(dalil.names.__path__, "dalil.names."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def doctests() -> list[Any]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for module in modules() for test in finder.find(module, module.__name__) if test.examples]
    return [pytest.param(test, id=test.name.removeprefix("dalil.names.")) for test in found]


def test_every_example_of_the_page_runs() -> None:
    assert run(examples(PAGE.read_text("utf-8"), PAGE.name)).attempted > 50


@pytest.mark.parametrize("test", doctests())
def test_every_example_in_a_docstring_runs(test: doctest.DocTest) -> None:
    assert run(test).attempted


@pytest.mark.parametrize("name", sorted(dalil.names.__all__))
def test_every_public_name_is_on_the_page_and_most_in_an_example(name: str) -> None:
    page = PAGE.read_text("utf-8")
    assert f"`{name}`" in page
    made_by_another = {"Comparison"}
    used = "".join(example.source for example in examples(page, PAGE.name).examples)
    assert name in made_by_another or f"names.{name}(" in used or f"names.{name})" in used


@pytest.mark.parametrize("code", sorted(dalil.names.languages.LANGUAGES))
def test_the_page_names_every_language(code: str) -> None:
    assert f"'{code}'" in PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    "key", [field.name for field in (*msgspec.structs.fields(Language), *msgspec.structs.fields(Guess))]
)
def test_the_guide_for_linguists_explains_every_key(key: str) -> None:
    assert re.search(rf"`\[?{key}\]?`", GUIDE.read_text("utf-8"))


def test_the_commands_on_the_page_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    training = importlib.import_module("dalil.names.training.__main__")
    with pytest.raises(SystemExit):
        training.main(["--help"])
    help_text = capsys.readouterr().out
    page = PAGE.read_text("utf-8")
    for option in re.findall(r"--(?:data|only|into)\b", page):
        assert option in help_text
    for file in (training.PAIRS.as_posix(), training.LABELS, training.RECORDS):
        assert f"`{file}`" in page


def test_the_library_needs_no_django_and_nothing_but_four_packages() -> None:
    asked = (
        "import sys; before = set(sys.modules); import dalil.names, dalil.names.glossary, dalil.names.writing;"
        "dalil.names.compare('جامعة بيرزيت', 'Birzeit University');"
        "print(*sorted(set(sys.modules) - before))"
    )
    command = [sys.executable, "-X", "utf8", "-c", asked]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    loaded = set(told.stdout.split())
    assert "dalil.names.glossary" in loaded
    packages = {module.partition(".")[0] for module in loaded} - set(sys.stdlib_module_names)
    assert {package for package in packages if not LEFT_BY_CYTHON.fullmatch(package)} <= NEEDED | USED_IF_THERE
    rooms = {module.split(".")[1] for module in loaded if module.startswith("dalil.")}
    assert rooms == {"names"}
