"""What a database administrator does to a copy of the database, and how `dalil ledger check` finds it: `pytest -m t10`.

Four ways: an entry edited, one deleted, the tail cut off, the whole rebuilt with a chain that holds. Each takes the triggers
off and puts them on again, as somebody would who wants to stay unseen.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from dalil.accounts.models import Person
from dalil.cli.main import main
from dalil.ledger import actions, chain, merkle
from dalil.ledger.actions import Head, Leaf
from dalil.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.t10]
Tamper = Callable[..., None]
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def write(by: Person, count: int, action: str = "try_something") -> None:
    for number in range(count):
        actions.write(by=by, action=action, subject="thing:1", data={"number": number}, at=AT)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["ledger", *words])


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.DALIL_ANCHOR_FILE = str(tmp_path / "anchors")
    return tmp_path / "anchors"


@pytest.fixture
def kept(layla: Person, file: Path, tmp_path: Path) -> Path:
    """Twenty entries and a batch, anchored twice in a file that was copied to another machine."""
    write(layla, 10)
    assert run("anchor").exit_code == 0
    actions.write_batch(
        by=layla, action="take_in", leaves=[Leaf(f"a:{n}") for n in range(9)], subject="intake:1", data={}, at=AT
    )
    write(layla, 9)
    assert run("anchor").exit_code == 0
    copy = tmp_path / "copy"
    copy.write_bytes(file.read_bytes())
    assert run("check", "--anchor", str(copy)).exit_code == 0
    return copy


def rebuild(tamper: Tamper, changed: int, up_to: int = 20) -> None:
    """One entry edited, and every hash after it made anew: the chain then holds."""
    rows = list(Entry.objects.order_by("number"))[:up_to]
    previous = "0" * 64
    statements = [
        "DELETE FROM ledger_anchor",
        "DELETE FROM ledger_walk",
        f"DELETE FROM ledger_entry WHERE number > {up_to}",
    ]
    for row in rows:
        if row.number == changed:
            row.action = "forged"
        row.previous_hash = previous
        row.hash = previous = row.expected_hash()
        statements.append(
            f"UPDATE ledger_entry SET action = '{row.action}', previous_hash = '{row.previous_hash}', "
            f"hash = '{row.hash}' WHERE number = {row.number}"
        )
    tamper(*statements)


def test_an_entry_that_was_edited_is_found_without_any_anchor(kept: Path, tamper: Tamper) -> None:
    tamper("UPDATE ledger_entry SET data_json = '{}' WHERE number = 7")

    result = run("check")
    assert result.exit_code == 1
    assert "from entry 7 on" in result.output
    assert "Entry 7 is not as it was written" in result.output
    assert "docs/running/ledger.md" in result.output


def test_an_entry_that_was_deleted_is_found_without_any_anchor(kept: Path, tamper: Tamper) -> None:
    tamper("DELETE FROM ledger_entry WHERE number = 7")

    result = run("check")
    assert result.exit_code == 1
    assert "Entry 7 is missing" in result.output


def test_an_entry_that_was_deleted_and_the_rest_moved_up_is_found(kept: Path, tamper: Tamper) -> None:
    up = [f"UPDATE ledger_entry SET number = {number} WHERE number = {number + 1}" for number in range(7, 10)]
    tamper("DELETE FROM ledger_entry WHERE number = 7", *up)

    result = run("check")
    assert result.exit_code == 1
    assert "from entry 7 on" in result.output


def test_a_tail_that_was_cut_off_is_found_by_the_anchor(kept: Path, tamper: Tamper, settings: Any) -> None:
    tamper("DELETE FROM ledger_anchor", "DELETE FROM ledger_entry WHERE number > 15")
    settings.DALIL_ANCHOR_FILE = ""

    blind = run("check")
    assert blind.exit_code == 0
    assert "would not be seen" in blind.output
    result = run("check", "--anchor", str(kept))
    assert result.exit_code == 1
    assert "from entry 16 on" in result.output
    assert "cut off" in result.output


def test_a_ledger_that_was_rebuilt_is_found_by_the_anchor_and_said_from_where(
    kept: Path, tamper: Tamper, settings: Any
) -> None:
    rebuild(tamper, changed=13)
    settings.DALIL_ANCHOR_FILE = ""

    assert run("check").exit_code == 0
    result = run("check", "--anchor", str(kept))
    assert result.exit_code == 1
    assert "from entry 20 on" in result.output
    assert "what follows entry 10 was written anew" in result.output


def test_a_ledger_rebuilt_and_cut_is_found_too(kept: Path, tamper: Tamper, settings: Any) -> None:
    rebuild(tamper, changed=12, up_to=16)
    settings.DALIL_ANCHOR_FILE = ""

    assert run("check").exit_code == 0
    assert run("check", "--anchor", str(kept)).exit_code == 1


def test_the_file_that_the_settings_name_is_looked_at_by_itself(kept: Path, tamper: Tamper) -> None:
    rebuild(tamper, changed=13)

    assert run("check").exit_code == 1


def test_the_head_of_a_mail_pasted_into_a_file_finds_it_as_well(kept: Path, tamper: Tamper, tmp_path: Path) -> None:
    head = actions.head()
    mail = tmp_path / "mail.txt"
    mail.write_text(f"From: Dalil\n\n> The last entry is\n>\n>     {head.number}:{head.hash}\n")
    assert run("check", "--anchor", str(mail)).exit_code == 0

    rebuild(tamper, changed=2)
    assert run("check", "--anchor", str(mail)).exit_code == 1


def test_the_answer_of_a_stamp_service_alone_finds_it(
    kept: Path, tamper: Tamper, tmp_path: Path, stamp_service: Any, settings: Any
) -> None:
    settings.DALIL_TIMESTAMP_URL, settings.DALIL_ANCHOR_FILE = stamp_service.url, ""
    settings.DALIL_TIMESTAMP_CERTIFICATE = str(stamp_service.certificates)
    assert run("anchor").exit_code == 0
    stamp = tmp_path / "head.tsr"
    stamp.write_bytes((stamp_service.folder / "answer.tsr").read_bytes())
    assert run("check", "--anchor", str(stamp)).exit_code == 0

    rebuild(tamper, changed=2)
    result = run("check", "--anchor", str(stamp))
    assert result.exit_code == 1
    assert "written anew" in result.output
    wrong = run("check", "--anchor", str(stamp), "--certificate", str(stamp_service.folder / "other.pem"))
    assert wrong.exit_code == 1
    assert "holds no anchor" in wrong.output


def test_a_line_of_the_file_whose_stamp_is_forged_is_told(
    layla: Person, file: Path, stamp_service: Any, settings: Any
) -> None:
    settings.DALIL_TIMESTAMP_URL = stamp_service.url
    settings.DALIL_TIMESTAMP_CERTIFICATE = str(stamp_service.certificates)
    write(layla, 2)
    assert run("anchor").exit_code == 0
    assert run("check").exit_code == 0
    write(layla, 1)
    head: Head = actions.head()
    forged = file.read_text().replace('"number":2', '"number":3')
    forged = forged.replace(Entry.objects.get(number=2).hash, head.hash)
    file.write_text(forged)

    result = run("check", "--anchor", str(file))
    assert result.exit_code == 1
    assert "stamp of entry 3 proves nothing" in result.output


def test_triggers_that_were_left_off_are_told(kept: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER ledger_no_delete"
            if connection.vendor == "sqlite"
            else "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_entry DISABLE TRIGGER ledger_no_change"
        )

    result = run("check")
    assert result.exit_code == 1
    assert "not protected" in result.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET at = 'garbage' WHERE number = 4",
        "UPDATE ledger_entry SET action = x'80' WHERE number = 4",
        "UPDATE ledger_entry SET subject = x'ff00' WHERE number = 4",
        "UPDATE ledger_entry SET data_json = 7 WHERE number = 4",
        "UPDATE ledger_entry SET at = 'x' || at WHERE number = 4",
    ],
)
def test_what_sqlite_lets_into_a_column_never_breaks_the_check(layla: Person, tamper: Tamper, statement: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps to the types of its columns")
    write(layla, 6)
    tamper(statement)

    result = run("check")
    assert result.exit_code == 1
    assert "from entry 4 on" in result.output


def test_erasing_the_names_of_a_person_leaves_every_anchor_true(kept: Path, layla: Person) -> None:
    Person.objects.filter(pk=layla.pk).update(sign_in_name="erased-1", display_name="-")

    assert run("check", "--anchor", str(kept)).exit_code == 0
    assert "Layla" not in "".join(Entry.objects.values_list("data_json", flat=True))


def test_what_is_handed_out_of_the_ledger_is_itself_recorded_and_checks_by_hand(kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("export", str(out)).exit_code == 0
    lines = [json.loads(line) for line in out.read_text("ascii").splitlines()]
    previous = "0" * 64
    for line in lines:
        hashed = chain.hash_of_told(
            *(line[name] for name in ("number", "at", "actor", "action", "subject", "data")), previous
        )
        assert line["hash"] == hashed
        previous = hashed
    (batch,) = (line for line in lines if "leaves" in line)
    assert json.loads(batch["data"])["merkle"]["root"] == merkle.root_of(
        [merkle.leaf(*leaf) for leaf in batch["leaves"]]
    )

    proof = json.loads(run("prove", "a:4").output)
    assert actions.Proof(**{**proof, "path": tuple(proof["path"])}).holds()
    assert run("prove", "a:99").exit_code == 1
    assert run("export", str(out), "--subject", "a:4").exit_code == 0
    assert [json.loads(line)["action"] for line in out.read_text("ascii").splitlines()] == ["take_in", "prove_record"]
    last = list(Entry.objects.order_by("-number").values_list("action", "subject")[:3])
    assert last == [("export_ledger", "a:4"), ("prove_record", "a:4"), ("export_ledger", "ledger")]
