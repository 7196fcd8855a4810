"""Trust, batches, contradictions and the export on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalil.accounts.models import Person
from dalil.cli import main
from dalil.guide.actions import merging
from dalil.guide.models import Batch, Organisation, Record, Source
from tests.guide.bodies import LATER, NOON, body, pairs

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main.main, words)


def said(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_batch_is_shown_accepted_only_when_asked_for_and_undone() -> None:
    pairs(3)
    shown = said("merge", "batch", "--error-rate", "0.01")
    assert "Body b000" in shown and "3 proposals" in shown
    assert not Batch.objects.exists()
    accepted = said("merge", "batch", "--error-rate", "0.01", "--accept")
    made = Batch.objects.get()
    assert f"dalil merge undo-batch {made.pk}" in accepted
    undone = said("merge", "undo-batch", str(made.pk))
    assert "3 records go to another organisation." in undone and "6 organisations changed" in undone
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_a_rate_that_is_none_and_a_batch_that_is_not_there_are_sentences() -> None:
    for words in (("merge", "batch", "--error-rate", "3"), ("merge", "undo-batch", "7"), ("trust", "on", "nobody")):
        result = run(*words)
        assert result.exit_code == 1
        assert "Traceback" not in result.output


def test_the_queue_can_begin_with_what_teaches_most() -> None:
    pairs(2)
    assert said("merge", "queue", "--teaching").count("Body a00") == 2


def test_a_list_is_sampled_and_refused_trust_until_it_is_judged() -> None:
    pairs(30)
    assert "Draw a sample first" in run("trust", "on", "list").output
    assert "30 of 30 pairs, drawn with the seed “list/1”" in said("trust", "sample", "list")
    refused = run("trust", "on", "list")
    assert refused.exit_code == 1 and "The sample is not complete." in refused.output
    assert "0 of 0, 30 left" in said("trust", "list")
    said("trust", "off", "list")
    assert not Source.objects.get().is_automatic


def test_contradictions_are_listed_with_who_decided_what(layla: Person) -> None:
    olive, palm = body("olive"), body("palm")
    merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    split = merging.split(organisation=olive, records=list(Record.objects.filter(key="palm")), by=layla, at=NOON)
    merging.judge_not_same(left=olive, right=split.moved, by=layla, at=NOON)
    assert said("merge", "contradictions").endswith("0 contradictions.\n")
    merging.undo(operation=split, by=layla, at=LATER)
    told = said("merge", "contradictions")
    assert "1 contradictions." in told and "Layla Haddad merged “Body palm” into “Body olive”" in told


def test_decisions_are_exported_as_lines_of_json(layla: Person, tmp_path: Path) -> None:
    merging.merge(stays=body("olive"), moved=body("palm"), by=layla, at=NOON)
    path = tmp_path / "decisions.jsonl"
    assert "1 decisions written" in said("merge", "export", "--out", str(path))
    (line,) = path.read_text("utf-8").splitlines()
    assert json.loads(line)["verdict"] == "same"
    assert said("merge", "export").strip() == line
