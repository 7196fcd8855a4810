"""The command line: what it changes, what it says, and that a mistake is a sentence and exit code 1."""

import errno
import json
import socket
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import click
import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError, ProgrammingError

from dalil.accounts.models import Person
from dalil.cli import demo, main, prepare, serve, terminal
from dalil.guide.models import Intake, Operation, Organisation, Source
from dalil.ledger.models import Entry
from dalil.vault.evidence import checking
from dalil.vault.evidence.spooling import StoreRefuses

pytestmark = pytest.mark.django_db

LIST = """Name,City,Country
Olive Growers Association,Jenin,Palestine
Comité des droits de la rivière,Tunis,Tunisia
,Haifa,Israel
"""


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main.main, words, input=typed)


def said(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def source() -> None:
    said("source", "add", "list", "--name", "A list")


@pytest.fixture
def two(file: Path, source: None) -> list[str]:
    """A guide of two organisations, by their ids."""
    said("intake", "read", str(file), "--source", "list", "--approve")
    return list(Organisation.objects.order_by("title").values_list("pk", flat=True))


@pytest.mark.parametrize("verb", main.VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    assert "Usage:" in said(verb, "--help")


def test_the_first_help_names_every_verb_in_the_order_of_need() -> None:
    text = said("--help")
    places = [text.index(f"\n  {verb} ") for verb in main.VERBS]
    assert places == sorted(places)


@pytest.mark.parametrize("words", [(), ("intake", "read")])
def test_examples_in_the_help_stand_on_lines_of_their_own(words: tuple[str, ...]) -> None:
    text = said(*words, "--help")
    assert "\\b" not in text
    assert any(line.strip().startswith("dalil intake read list.xlsx --source ngo-list") for line in text.splitlines())


def test_a_source_is_added_and_listed() -> None:
    assert "Added the source list: A list." in said("source", "add", "list", "--name", "A list", "--licence", "CC0 1.0")
    assert "CC0 1.0" in said("source", "list")
    assert "A list" in said("source", "show", "list")


def test_a_short_name_that_is_taken_is_a_sentence(source: None) -> None:
    assert "Another source has this short name" in refused("source", "add", "list", "--name", "Again")


def test_a_source_that_is_unknown_names_those_there_are(source: None, file: Path) -> None:
    assert "There are: list." in refused("intake", "read", str(file), "--source", "lisst")


def test_a_list_is_only_planned_unless_it_is_approved(source: None, file: Path) -> None:
    output = said("intake", "read", str(file), "--source", "list")
    assert "3 rows = new organisation 2 + refused 1" in output
    assert "list.csv, row 4: The row holds no name." in output
    assert "Nothing is changed yet." in output
    assert not Organisation.objects.exists()


def test_a_plan_is_looked_at_and_approved_later(source: None, file: Path) -> None:
    said("intake", "read", str(file), "--source", "list")
    number = str(Intake.objects.get().pk)
    assert "Olive Growers" in said("intake", "rows", number, "--outcome", "new")
    assert "planned" in said("intake", "list")
    said("intake", "approve", number)
    assert Organisation.objects.count() == 2
    assert "Carried out" in said("intake", "carry-out", number)
    assert Organisation.objects.count() == 2
    assert "3 rows = new organisation 2 + refused 1" in said("intake", "show", number)


def test_columns_are_named_on_the_command_line(source: None, file: Path) -> None:
    output = said("intake", "read", str(file), "--source", "list", "--map", "City=ignore", "--map", "Name=name.fr")
    assert "Name in French" in output
    assert json.loads(Intake.objects.get().mapping)["columns"][0]["field"] == "name.fr"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Nome=name", "The list has no column Nome"),
        ("Name=nome", "There is no field “nome”"),
        ("Name=ignore", "No column"),
    ],
)
def test_columns_that_make_no_sense_are_refused_in_words(source: None, file: Path, words: str, sentence: str) -> None:
    assert sentence in refused("intake", "read", str(file), "--source", "list", "--map", words)


def test_a_file_that_cannot_be_read_says_why(source: None, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"%PDF-1.7")
    assert "list.csv: This is a PDF." in refused("intake", "read", str(path), "--source", "list")


def test_a_plan_that_was_abandoned_cannot_be_approved(source: None, file: Path) -> None:
    said("intake", "read", str(file), "--source", "list")
    number = str(Intake.objects.get().pk)
    said("intake", "abandon", number)
    assert "The plan has changed" in refused("intake", "approve", number)
    assert "There is no intake 999" in refused("intake", "show", "999")


def test_organisations_are_merged_and_the_merge_undone(two: list[str]) -> None:
    assert "Merged" in said("merge", "join", two[0], two[1], "--reason", "one board")
    operation = Operation.objects.get()
    assert operation.reason == "one board"
    assert f"{two[1]} was merged into {two[0]}" in refused("merge", "join", two[1], two[0])
    assert str(operation.pk) in said("merge", "log")
    assert "Undone" in said("merge", "undo", str(operation.pk))
    assert "undone before" in refused("merge", "undo", str(operation.pk))


def test_what_was_judged_apart_is_not_merged(two: list[str]) -> None:
    said("merge", "apart", *two)
    assert "not the same" in refused("merge", "join", *two)


def test_records_are_split_off(two: list[str]) -> None:
    said("merge", "join", *two)
    listing = said("merge", "split", two[0])
    record = Organisation.objects.get(pk=two[0]).records.latest("pk")
    assert str(record.pk) in listing
    assert "has no record 99999" in refused("merge", "split", two[0], "99999")
    assert "Split 1 records off" in said("merge", "split", two[0], str(record.pk))


def test_the_guide_is_searched_and_the_index_checked(two: list[str]) -> None:
    assert "Olive Growers Association" in said("find", "olive", "growers")
    assert "in step: 2 organisations" in said("index", "check")
    Organisation.objects.filter(pk=two[0]).update(is_listed=False)
    assert "dalil index build" in refused("index", "check")
    assert "1 organisations" in said("index", "build")


def test_a_person_gets_a_password_that_is_shown_once_and_a_role() -> None:
    output = said("person", "add", "layla", "--name", "Layla", "--editor")
    password = next(line.split()[1] for line in output.splitlines() if line.startswith("Password"))
    assert Person.objects.get(sign_in_name="layla").check_password(password)
    assert "editor" in said("person", "list")
    assert "already" in refused("person", "add", "layla", "--editor")


def test_a_person_without_a_role_and_a_weak_password_are_refused() -> None:
    assert run("person", "add", "layla").exit_code == 2
    result = run("person", "add", "layla", "--editor", "--ask", typed="short\nshort\n")
    assert result.exit_code == 1
    assert not Person.objects.filter(sign_in_name="layla").exists()


def test_the_ledger_is_checked_against_a_head_kept_elsewhere(source: None, tmp_path: Path) -> None:
    anchor = tmp_path / "head.json"
    anchor.write_text(said("ledger", "head"))
    assert "whole" in said("ledger", "check", "--anchor", str(anchor))
    anchor.write_text(json.dumps({"number": 1, "hash": "f" * 64}))
    assert "broken" in refused("ledger", "check", "--anchor", str(anchor))
    anchor.write_text("[]")
    assert "holds no anchor" in refused("ledger", "check", "--anchor", str(anchor))


def test_every_command_that_changes_something_is_in_the_ledger(two: list[str]) -> None:
    said("merge", "join", *two)
    done = set(Entry.objects.values_list("action", flat=True))
    assert {"create_source", "start_intake", "set_mapping", "plan_intake", "approve_plan", "carry_out", "merge"} <= done


def test_whoever_reads_the_first_lines_alone_is_told_of_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = BrokenPipeError(errno.EPIPE, "Broken pipe")
    monkeypatch.setattr("dalil.cli.person.table", Mock(side_effect=gone))
    ended = run("person", "list")
    assert (ended.exit_code, ended.output) == (1, "")


@pytest.mark.parametrize("said", ['FATAL:  database "dalil" does not exist', 'FATAL:  role "dalil_web" does not exist'])
def test_a_database_that_lets_nobody_in_is_not_called_unprepared(said: str) -> None:
    told = main.database_sentence(OperationalError(f'connection failed: connection to server on socket "/x": {said}'))

    assert said.partition("FATAL:")[2].strip() in told
    assert "dalil prepare" not in told


def test_an_unprepared_database_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "missing_migrations", lambda: ["guide.0001"])
    for verb in ("serve", "work"):
        monkeypatch.setattr(f"dalil.cli.{verb}.what_is_missing", prepare.what_is_missing)
        assert "Run `dalil prepare` first." in refused(verb)


def test_the_demo_is_for_this_machine_alone() -> None:
    assert "for this machine alone" in run("demo", "--host", "0.0.0.0").output


def test_the_demo_takes_each_bundled_list_in_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lists = tmp_path / "lists.toml"
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    lists.write_text(
        '[[list]]\nslug = "one"\nname = "One"\nkind = "list"\npublisher = "P"\nlicence = "CC0"\n'
        'address = "https://one.example/"\nfile = "list.csv"\nas_of = 2026-01-31\n'
        'mapping = { Name = "name", City = "locality" }\n'
    )
    monkeypatch.setattr(demo, "LISTS", lists)
    monkeypatch.setattr(demo, "prepare_home", lambda: None)
    first = said("demo", "--only-prepare")
    assert "The guide holds 2 organisations." in first
    assert "taken in before, 3 rows" in said("demo", "--only-prepare")
    assert Intake.objects.count() == Source.objects.count() == 1
    assert Person.objects.human().count() == 3


def test_the_demo_goes_on_where_it_was_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: Path) -> None:
    entry: dict[str, Any] = {
        "slug": "one",
        "name": "One",
        "kind": "list",
        "file": file.name,
        "mapping": {"Name": "name"},
    }
    entry |= {"publisher": "", "licence": "", "address": ""}
    monkeypatch.setattr(demo, "LISTS", tmp_path / "lists.toml")
    half_done = demo.fresh(entry, file)
    demo.take_in(entry)
    half_done.refresh_from_db()
    assert half_done.state == "abandoned"
    assert Organisation.objects.count() == 2


def test_the_passwords_of_the_demo_are_for_the_owner_s_eyes(dalil_home: Path) -> None:
    passwords = demo.demo_people()
    kept = dalil_home / "demo-passwords.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert demo.demo_people() == passwords
    for name, password in passwords.items():
        assert Person.objects.get(sign_in_name=name).check_password(password)


def test_progress_without_a_terminal_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress("Planning") as told:
        told(1, 1000)
        told(1000, 1000)
    assert capsys.readouterr().out == "Planning: 1,000 of 1,000\n"


def test_the_bundled_lists_are_all_there_with_licence_and_origin() -> None:
    origin = (demo.LISTS.parent / "ORIGIN.md").read_text("utf-8")
    entries = demo.bundled_lists()
    assert len(entries) >= 3
    for entry in entries:
        assert (demo.LISTS.parent / entry["file"]).exists()
        assert entry["file"] in origin
        assert entry["licence"]


def test_a_port_that_something_else_listens_on_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Cannot listen on 127.0.0.1, port {port}"):
            serve.refuse_taken("127.0.0.1", port)


def test_the_address_to_type_is_one_that_a_browser_on_this_machine_understands() -> None:
    assert serve.address_of("127.0.0.1", 8000) == "http://localhost:8000/"
    assert serve.address_of("0.0.0.0", 80) == "http://localhost:80/"
    assert serve.address_of("::1", 8000) == "http://localhost:8000/"


def test_a_full_disk_is_named_with_what_to_do(settings: Any) -> None:
    told = main.database_sentence(OperationalError("database or disk is full"))
    assert str(settings.DALIL_HOME) in told and "give the same command again" in told


@pytest.mark.parametrize("said", ["permission denied for schema public", "must be owner of table board_paper"])
def test_who_prepares_as_the_web_is_told_which_address_is_missing(said: str) -> None:
    told = main.database_sentence(ProgrammingError(f"{said}\nLINE 1: CREATE TABLE"))
    assert "DALIL_OWNER_DATABASE_URL" in told and said in told and "LINE 1" not in told


def test_a_store_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DALIL_EVIDENCE = "s3://bucket/prefix"
    monkeypatch.setattr(checking, "check", Mock(side_effect=StoreRefuses("GenericError")))

    assert "The store (s3://bucket/prefix) does not answer or refuses: GenericError." in refused("evidence", "check")


def test_the_list_of_people_names_every_role(layla: Person, noa: Person) -> None:
    Person.objects.filter(pk=noa.pk).update(is_counsel=True, is_trustee=True)

    assert "counsel and trustee" in said("person", "list")
