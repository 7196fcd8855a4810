"""Linking the guide anew from the command line, and in the demo."""

import fcntl
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalil.accounts.models import Person
from dalil.cli import demo, main
from dalil.guide.models import NotSame, Organisation, Proposal
from dalil.ledger.models import Entry
from tests.guide.bodies import NOON
from tests.guide.test_relinking import also, guide

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main.main, words)


def test_it_says_what_it_changed_and_the_second_time_that_nothing_did() -> None:
    guide()
    first = run("merge", "relink")
    assert first.exit_code == 0, first.output
    assert "Compared 20 records of 20 organisations with each other." in first.output
    assert "Reading records: 20 of 20" in first.output
    assert "new questions 10, asked before and renewed 0, waiting 0," in first.output
    assert "Nothing was merged. The questions are in: dalil merge queue" in first.output
    assert "new questions 0, asked before and renewed 0, waiting 10," in run("merge", "relink").output
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_contradictions_are_told_with_where_to_see_them() -> None:
    guide()
    mine = Organisation.objects.get(pk="a0")
    NotSame.objects.create(
        left=mine.records.get(), right=also(mine, "Other Choir"), by=Person.objects.command_line(), at=NOON
    )
    output = run("merge", "relink").output
    assert "contradict each other in: a0." in output and "dalil merge contradictions" in output


def test_a_second_at_the_same_time_is_a_sentence(dalil_home: Path) -> None:
    with (dalil_home / "relink-turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        result = run("merge", "relink")
    assert result.exit_code == 1
    assert "being linked anew at this moment" in result.output and "Traceback" not in result.output


def test_the_demo_links_its_lists_once(capsys: pytest.CaptureFixture[str]) -> None:
    guide()
    demo.link_anew()
    assert Proposal.objects.count() == 10
    assert "Nothing was merged." in capsys.readouterr().out
    demo.link_anew()
    assert capsys.readouterr().out == ""
    assert Entry.objects.filter(action="relink").count() == 1


def test_the_demo_comes_up_when_another_is_linking(dalil_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide()
    with (dalil_home / "relink-turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        demo.link_anew()
    assert "being linked anew" in capsys.readouterr().out
