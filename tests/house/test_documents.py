"""What is written about the house is complete: commands, settings, rooms, dependencies, addresses of decisions."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
ROOMS = sorted(path.parent.name for path in (ROOT / "dalil").glob("*/__init__.py"))


def read(*paths: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


def commands() -> list[str]:
    return [name for name in re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE) if name != "help"]


def settings() -> list[str]:
    program = read(*(ROOT / "dalil").rglob("*.py"))
    return sorted(set(re.findall(r'"((?:DALIL_[A-Z_]+|DATABASE_URL))"', program)))


def dependencies() -> list[str]:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgresql"],
        *(one for group in project["dependency-groups"].values() for one in group),
    ]
    return sorted({match.group() for one in asked if (match := re.match(r"[A-Za-z0-9_-]+", one))})


def test_the_lists_that_the_tests_below_walk_are_not_empty() -> None:
    assert {"demo", "test", "check"} <= set(commands())
    assert {"DALIL_HOME", "DATABASE_URL", "DALIL_SECRET_KEY"} <= set(settings())
    assert {"django", "flit_core", "ruff", "psycopg"} <= set(dependencies())
    assert {"accounts", "ledger", "web"} <= set(ROOMS)


@pytest.mark.parametrize("command", commands())
def test_readme_names_every_command(command: str) -> None:
    assert re.search(rf"\bmake {command}\b", read(README))


def test_readme_names_no_command_that_is_not_there() -> None:
    named = re.findall(r"`make ([a-z]+)", read(README, ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"))
    assert set(named) <= set(commands())


@pytest.mark.parametrize("setting", settings())
def test_every_setting_is_documented(setting: str) -> None:
    documents = [path for path in (README, ROOT / "docs" / "settings.md") if path.exists()]
    assert f"`{setting}`" in read(*documents)


def test_architecture_lists_exactly_the_rooms_that_there_are() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", read(ROOT / "ARCHITECTURE.md"), re.MULTILINE)
    assert sorted(listed) == ROOMS


def test_the_import_contract_speaks_of_every_room() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    assert sorted(room.removeprefix("dalil.") for layer in layers for room in layer.split(" | ")) == ROOMS


@pytest.mark.parametrize("dependency", dependencies())
def test_every_dependency_has_its_reason_among_the_decisions(dependency: str) -> None:
    decisions = read(*(ROOT / "docs" / "decisions").glob("*.md")).lower()
    assert re.search(rf"(?<![\w-]){re.escape(dependency.lower())}(?![\w-])", decisions)


def test_the_lock_names_no_place_to_download_from() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in read(path)
        assert "index-url" not in read(path)


def test_the_lock_of_the_tests_holds_the_lock_of_the_platform() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^[a-z].*==[^ ]+", read(ROOT / "requirements" / name), re.MULTILINE))

    assert pinned("run.txt") < pinned("dev.txt")


def test_ci_and_readme_run_the_same_command() -> None:
    assert read(ROOT / ".ci" / "run").splitlines()[-1] == "exec make test"
    assert "make test" in read(README)


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_at_its_top_what_it_is_for(room: str) -> None:
    for path in (ROOT / "dalil" / room).rglob("*.py"):
        if "migrations" not in path.parts and (path.name != "__init__.py" or path.parent.name == room):
            assert read(path).startswith('"""'), path
