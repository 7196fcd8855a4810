"""There is no kill switch: no command, address, model or line of code destroys private data but through `vault.destroying`."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.urls import URLPattern, URLResolver, get_resolver

from dalil.cli import main as cli
from dalil.vault import destroying
from dalil.vault.models import Evidence, PrivateRecord
from dalil.vault.models.destruction import GUARDED

pytestmark = pytest.mark.t09

ROOT = Path(__file__).resolve().parents[2] / "dalil"
DESTRUCTIVE = re.compile(r"destroy|purge|wipe|shred|erase|truncate|flush|delete_all|kill", re.I)
# Each named here was looked at: what it destroys goes through `vault.destroying`, or is nothing private.
LOOKED_AT = {"erase_me my-data/erase"}


@cache
def sources() -> list[tuple[str, ast.Module]]:
    """The code of every room, parsed once for all tests of this file."""
    paths = [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths]


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def verbs(group: click.Command, path: str = "") -> Iterator[str]:
    yield path
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from verbs(command, f"{path} {name}".strip())


def names_of_addresses(resolver: URLResolver | None = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of_addresses(pattern)
        elif isinstance(pattern, URLPattern):
            yield f"{pattern.name} {pattern.pattern}"


def test_no_command_of_ours_destroys() -> None:
    assert not [verb for verb in verbs(cli.main) if DESTRUCTIVE.search(verb)]
    ours = [name for name, app in get_commands().items() if str(app).startswith("dalil")]
    assert not [name for name in ours if DESTRUCTIVE.search(name)]


def test_every_address_that_sounds_like_destroying_was_looked_at() -> None:
    assert {name for name in names_of_addresses() if DESTRUCTIVE.search(name)} <= LOOKED_AT


def test_only_destroying_lets_a_guarded_record_go() -> None:
    users = {place for place, tree in sources() for name, _ in calls(tree) if name == "agreed"}

    assert users == {"vault/destroying.py"}


def test_nothing_goes_round_the_guard_of_models() -> None:
    raw = {place for place, tree in sources() for name, _ in calls(tree) if name == "_raw_delete"}
    written = {
        place
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"\b(DELETE\s+FROM|TRUNCATE\s+TABLE|DROP\s+TABLE)\s+\w", node.value)
    }

    assert raw == set()
    assert not {place for place in written if place.startswith(("vault/", "ledger/", "access/", "board/"))}


def test_only_the_board_releases_a_hold() -> None:
    released = {
        place
        for place, tree in sources()
        for name, call in calls(tree)
        if name == "release" and isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "holds"
    }

    assert all(place.startswith("board/") for place in released)


def test_only_destroying_and_the_sweep_remove_files_from_the_store() -> None:
    users = {
        place
        for place, tree in sources()
        for name, call in calls(tree)
        if name == "remove" and isinstance(call.func, ast.Attribute) and "store" in ast.unparse(call.func.value)
    }

    assert users == {"vault/destroying.py", "vault/evidence/checking.py"}


def test_every_model_with_private_data_is_guarded() -> None:
    private = [m for m in apps.get_models() if issubclass(m, PrivateRecord) and m.data_class in GUARDED]

    assert Evidence in private
    for model in private:
        assert pre_delete.has_listeners(model), model
        assert model.delete is PrivateRecord.delete or "destroying" in inspect.getsource(model), model


def test_every_way_to_destroy_asks_for_holds_under_the_lock() -> None:
    for way, asks, goes in (("_destroyed", "refuse_if_held", "_take_away"), ("let_go", "_is_held", "row.delete")):
        body = inspect.getsource(getattr(destroying, way))
        assert body.index("_refuse_now") < body.index("transaction.atomic") < body.index("wait_for_others"), way
        assert body.index("wait_for_others") < body.index(asks) < body.index("_stone_of") < body.index(goes), way


def test_what_is_kept_for_somebody_says_by_what_a_hold_finds_it() -> None:
    private = [m for m in apps.get_models() if issubclass(m, PrivateRecord) and m.data_class in GUARDED]
    kept = [model for model in private if model.passing != Q() and model.__module__.startswith("dalil.")]

    assert {model.__name__ for model in kept} >= {"Evidence", "Contact", "Minutes", "Paper"}
    assert [model for model in kept if not hasattr(model, "held_under")] == []


def test_only_what_waits_for_its_plan_goes_without_a_trace() -> None:
    assert {
        m.__name__: m.passing for m in apps.get_models() if issubclass(m, PrivateRecord) and m.passing is not None
    } == {
        "Contact": Q(record=None),
        "SpooledFile": Q(),
    }
