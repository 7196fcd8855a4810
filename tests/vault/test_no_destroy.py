"""There is no kill switch: no command, address, model or line of code destroys private data but through `vault.destroying`."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import transaction
from django.db.models.signals import pre_delete
from django.urls import URLPattern, URLResolver, get_resolver

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.cli import main as cli
from dalil.vault import destroying, holds, retention
from dalil.vault.models import Evidence, OnlyByDestroying, PrivateRecord
from dalil.vault.models.destruction import GUARDED
from tests.vault.evidence_setting import kept

pytestmark = pytest.mark.t09

ROOT = Path(__file__).resolve().parents[2] / "dalil"
DESTRUCTIVE = re.compile(r"destroy|purge|wipe|shred|erase|truncate|flush|delete_all|kill", re.I)
# Each named here was looked at: what it destroys goes through `vault.destroying`, or is nothing private.
LOOKED_AT = {"erase_me my-data/erase"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


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
    body = inspect.getsource(destroying._destroyed)

    assert body.index("transaction.atomic") < body.index("wait_for_others") < body.index("refuse_if_held")
    assert body.index("refuse_if_held") < body.index("stone.save") < body.index("_take_away")


@pytest.mark.django_db
def test_retention_proposes_and_passes_over_what_is_held(
    layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_rules", {})
    layla.is_counsel = True
    layla.save()
    with as_viewer(viewer_for(layla, at=moment)):
        free, held = kept(layla, moment), kept(layla, moment, about=["organisation:12"])
        dates = {"served_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)}
        hold = holds.place(by=layla, at=moment, reference="r", issuer="i", scope=["organisation:12"], **dates)
        retention.rule("evidence", model=Evidence, sentence="ten years", past=lambda at: Evidence.objects.all())  # type: ignore[arg-type, return-value]

        found = {one.record.pk: one.holds for one in retention.due(moment)}
        asked: list[retention.Due] = []
        assert retention.propose(moment, ask=asked.append) == (1, 1)

        assert found == {free.pk: (), held.pk: (hold,)}
        assert [one.record for one in asked] == [free]
        assert Evidence.objects.count() == 2
        with pytest.raises(OnlyByDestroying), transaction.atomic():
            Evidence.objects.all().delete()
    with pytest.raises(retention.NotARule):
        retention.rule("empty", model=Evidence, sentence=" ", past=lambda at: Evidence.objects.all())  # type: ignore[arg-type, return-value]
