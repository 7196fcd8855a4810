"""The whole guide linked anew: it asks about what may be one, merges nothing, and asks nothing twice."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.formats.record import Location, Name, Record, encode
from dalil.guide import deciding
from dalil.guide.actions import merging, relinking
from dalil.guide.actions.relinking import RelinkingUnderWay, relink
from dalil.guide.models import Decision, Mode, NotSame, Operation, Organisation, Proposal, ProposalState
from dalil.guide.models import Record as Stored
from dalil.guide.relinked import Link, Texts, links_of, standing_together
from dalil.ledger.models import Entry
from dalil.linkage import Linked, compare, keys_of, pack_keys
from dalil.linkage.calibration import MODEL
from dalil.linkage.evidence import FEATURES
from tests.guide.bodies import LATER, NOON, asked, body, source

pytestmark = pytest.mark.django_db

NAMES = (
    "Olive Growers Cooperative of Jenin", "Lantern Makers of Bethlehem", "Riverbank Literacy Circle",
    "Hebron Glassblowers Guild", "Carmel Birdwatching Society", "Dead Sea Salt Workers Union",
    "Nablus Soap Museum Friends", "Galilee Beekeepers League", "Jaffa Fishermen Mutual Aid", "Negev Stargazers Club",
)  # fmt: skip


def guide() -> None:
    """Ten bodies, each in two lists under the same name in the same town."""
    for number, name in enumerate(NAMES):
        body(f"a{number}", name, slug="one")
        body(f"b{number}", name, slug="two")
    for stored in Stored.objects.all():
        town = (Location("PS", locality=f"Town {stored.key[1:]}"),)
        write(stored, msgspec.structs.replace(stored.read(), locations=town))


def write(stored: Stored, values: Record) -> None:
    stored.values, stored.keys = encode(values).decode(), pack_keys(keys_of(values))
    stored.save()


def also(organisation: Organisation, name: str, slug: str = "three") -> Stored:
    """One more record of an organisation."""
    values = Record(names=(Name(name),))
    return Stored.objects.create(
        source=source(slug),
        key=f"{slug}-{organisation.pk}",
        organisation=organisation,
        home=organisation,
        values=encode(values).decode(),
        keys=pack_keys(keys_of(values)),
        first_seen_at=NOON,
        last_seen_at=NOON,
    )


def run(by: Person) -> relinking.Relinked:
    return relink(by=by, at=LATER)


def pairs() -> set[tuple[str, str]]:
    return set(Proposal.objects.values_list("left_id", "right_id"))


def test_what_may_be_one_is_asked_and_nothing_is_merged(layla: Person) -> None:
    guide()
    done = run(layla)
    assert pairs() == {(f"a{n}", f"b{n}") for n in range(len(NAMES))}
    assert (done.records, done.organisations, done.clusters, done.links, done.asked) == (20, 20, 10, 10, 10)
    assert set(Proposal.objects.values_list("mode", "state", "model", "size")) == {
        (Mode.WHOLE, ProposalState.OPEN, MODEL, 20)
    }
    assert not Operation.objects.exists() and not Decision.objects.exists()
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_a_question_says_what_a_page_about_its_two_records_says(layla: Person) -> None:
    guide()
    run(layla)
    for proposal in Proposal.objects.select_related("left_record", "right_record"):
        assert proposal.left_record and proposal.right_record
        assert proposal.left_record.organisation_id == proposal.left_id
        found = compare(proposal.left_record.read(), proposal.right_record.read())
        assert proposal.bits == pytest.approx(found.bits)
        assert proposal.reasons == list(msgspec.to_builtins(found.reasons))
        assert proposal.alike == deciding.alike(proposal.reasons)


def test_running_it_twice_changes_nothing(layla: Person) -> None:
    guide()
    run(layla)
    before = list(Proposal.objects.order_by("pk").values())
    again = run(layla)
    assert list(Proposal.objects.order_by("pk").values()) == before
    assert (again.asked, again.renewed, again.waiting) == (0, 0, 10)


def test_the_ledger_tells_who_linked_the_guide_and_what_came_of_it(layla: Person) -> None:
    guide()
    run(layla)
    entry = Entry.objects.get(action="relink")
    assert (entry.actor, entry.at, entry.subject) == (layla, LATER, "guide")
    assert '"asked":10' in entry.data_json and f'"model":"{MODEL}"' in entry.data_json


def test_what_was_judged_to_differ_is_not_asked(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    merging.judge_not_same(left=bodies["a0"], right=bodies["b0"], by=layla, at=NOON)
    assert run(layla).asked == 9
    assert ("a0", "b0") not in pairs()


def test_what_a_list_asked_is_not_asked_again_and_stays_as_it_was(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    waiting = asked(bodies["a0"], bodies["b0"])
    done = run(layla)
    assert (done.asked, done.waiting) == (9, 1)
    waiting.refresh_from_db()
    assert (waiting.mode, waiting.bits) == (Mode.LIST, 30.0)


def test_an_open_question_on_older_evidence_is_weighed_anew(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    waiting = asked(bodies["a0"], bodies["b0"])
    Proposal.objects.update(model="0")
    assert run(layla).renewed == 1
    waiting.refresh_from_db()
    assert (waiting.model, waiting.mode, waiting.source, waiting.size) == (MODEL, Mode.LIST, source("list"), 20)
    assert waiting.left_record and waiting.right_record
    assert waiting.bits == pytest.approx(compare(waiting.left_record.read(), waiting.right_record.read()).bits)
    assert run(layla).renewed == 0


def test_a_question_about_what_was_merged_since_is_the_same_question(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    third = body("c0", NAMES[0], slug="three")
    write(third.records.get(), bodies["a0"].records.get().read())
    assert run(layla).links == 11
    merging.merge(stays=bodies["a0"], moved=bodies["b0"], by=layla, at=NOON)
    count = Proposal.objects.count()
    assert run(layla).asked == 0
    assert Proposal.objects.count() == count


def test_a_merge_undone_is_asked_about_once(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    merge = merging.merge(stays=bodies["a0"], moved=bodies["b0"], by=layla, at=NOON)
    assert run(layla).asked == 9
    merging.undo(operation=merge, by=layla, at=LATER)
    assert run(layla).asked == 1
    assert run(layla).asked == 0


def test_records_of_one_organisation_count_as_one_however_different(layla: Person) -> None:
    """The link goes to the record that speaks loudest, and three that are one need two links, not three."""
    guide()
    bodies = Organisation.objects.in_bulk()
    other = also(bodies["a0"], NAMES[1])
    done = run(layla)
    assert other.organisation_id == "a0"
    together = {pair for pair in pairs() if {"a0", "b0", "a1", "b1"} & set(pair)}
    assert len(together) == 3 and done.clusters == 9
    group = {"a0"}
    for _ in together:
        group |= {one for pair in together if set(pair) & group for one in pair}
    assert group == {"a0", "b0", "a1", "b1"}


def test_decisions_that_contradict_each_other_are_told_and_not_resolved(layla: Person) -> None:
    guide()
    bodies = Organisation.objects.in_bulk()
    mine, other = bodies["a0"].records.get(), also(bodies["a0"], "Wholly Other Choir")
    NotSame.objects.create(left=mine, right=other, by=layla, at=NOON)
    assert run(layla).contradictions == ("a0",)
    assert Stored.objects.filter(organisation_id="a0").count() == 2


def test_what_the_evidence_of_the_two_speaks_against_is_not_asked(
    layla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide()
    monkeypatch.setattr(relinking, "ASK_BAR", 1.1)
    done = run(layla)
    assert (done.asked, done.against) == (0, 10)


def test_what_changed_while_it_ran_is_not_asked(layla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    guide()
    words = relinking.worded

    def while_an_editor_works(*given: object) -> list[Proposal]:
        found = words(*given)  # type: ignore[arg-type]
        bodies = Organisation.objects.in_bulk()
        merging.merge(stays=bodies["a0"], moved=bodies["b0"], by=layla, at=NOON)
        merging.judge_not_same(left=bodies["a1"], right=bodies["b1"], by=layla, at=NOON)
        return found

    monkeypatch.setattr(relinking, "worded", while_an_editor_works)
    done = run(layla)
    assert (done.asked, done.moved, done.settled) == (8, 1, 1)


def test_of_two_at_once_one_is_refused_in_words(layla: Person, dalil_home: Path) -> None:
    guide()
    with (dalil_home / "relink-turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(RelinkingUnderWay, match="being linked anew at this moment"):
            run(layla)
    assert not Proposal.objects.exists()
    assert run(layla).asked == 10


def test_how_far_it_is_is_told(layla: Person) -> None:
    guide()
    told: list[tuple[str, int, int]] = []
    relink(by=layla, at=LATER, progress=lambda *given: told.append(given))
    assert ("records", 20, 20) in told and ("questions", 10, 10) in told
    assert "evidence" in {stage for stage, _, _ in told}


def test_an_empty_guide_and_one_of_nameless_bodies_ask_nothing(layla: Person) -> None:
    assert run(layla).links == 0
    for pk in ("x1", "x2", "x3"):
        write(body(pk).records.get(), Record())
    assert run(layla).asked == 0


def test_the_number_of_queries_does_not_grow_with_the_guide(layla: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            run(layla)
        return len(made)

    guide()
    run(layla)
    few = queries()
    for number in range(30):
        body(f"z{number}", f"{NAMES[number % len(NAMES)]} of Quarter {number}", slug="three")
    run(layla)
    assert queries() == few < 30


def test_many_who_say_exactly_the_same_in_one_list_are_each_asked_about_once(layla: Person) -> None:
    for number in range(30):
        write(body(f"t{number:02}").records.get(), Record(names=(Name("Twin Cedars Choir"),)))
    done = run(layla)
    assert done.links <= 29
    assert done.asked + done.against == done.links


KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from dalil.accounts.models import Person
from dalil.guide.actions import relinking
from tests.guide.bodies import LATER
from tests.guide.test_relinking import guide
if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    guide()
    Person.objects.command_line()
if sys.argv[1] == "die":
    def kill(**given):
        os.kill(os.getpid(), signal.SIGKILL)
    relinking.write = kill
if sys.argv[1] != "prepare":
    print(relinking.relink(by=Person.objects.command_line(), at=LATER).asked)
"""


@pytest.mark.slow
def test_killed_at_the_last_moment_nothing_is_half_done_and_the_next_run_does_it_all(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DALIL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dalil.web.settings"}

    def step(name: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", KILLED, name],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert step("prepare").returncode == 0
    assert step("die").returncode == -signal.SIGKILL
    assert step("go").stdout == "10\n"
    assert step("go").stdout == "0\n"


def linked(clusters: list[tuple[int, ...]], bits: dict[tuple[int, int], float]) -> Linked:
    ordered = sorted(bits)
    left, right = (np.array([pair[side] for pair in ordered], np.int64) for side in (0, 1))
    weights = np.array([bits[pair] for pair in ordered], np.float32)
    return Linked(tuple(clusters), left, right, weights, np.zeros((len(ordered), len(FEATURES)), np.uint8), ())


def test_the_strongest_pair_of_records_stands_for_two_organisations() -> None:
    found = linked([(0, 1, 2, 3)], {(0, 2): 3.0, (1, 2): 9.0, (1, 3): 4.0, (2, 3): 20.0})
    links, clusters = links_of(found, ["p", "p", "o", "o"], ["a", "b", "c", "d"], set())
    assert (links, clusters) == ([Link("o", "p", 2, 1)], 1)


def test_organisations_that_were_told_apart_get_no_link_of_their_own() -> None:
    found = linked([(0, 1, 2)], {(0, 1): 9.0, (0, 2): 5.0, (1, 2): 3.0})
    links, _ = links_of(found, ["x", "y", "z"], ["a", "b", "c"], {frozenset("xy")})
    assert {(one.left, one.right) for one in links} == {("x", "z"), ("y", "z")}


@given(st.data())
def test_links_are_a_tree_within_each_cluster_and_of_organisations_that_differ(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    owners = data.draw(st.lists(st.sampled_from("pqrstu"), min_size=count, max_size=count))
    texts = data.draw(st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=count, max_size=count))
    cut = data.draw(st.integers(0, count))
    clusters = [tuple(range(cut)), tuple(range(cut, count))]
    every = [(a, b) for b in range(count) for a in range(b)]
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True) if every else st.just([]))
    weights = {pair: data.draw(st.floats(-5, 20, width=32)) for pair in chosen}
    links, several = links_of(linked([c for c in clusters if c], weights), owners, texts, set())
    assert several <= 2
    for cluster in clusters:
        own = [one for one in links if one.left_place in cluster]
        bodies = {owners[place] for place in cluster}
        assert len(own) <= max(0, len(bodies) - 1)
        assert all(one.right_place in cluster and one.left < one.right for one in own)
        assert all((owners[one.left_place], owners[one.right_place]) == (one.left, one.right) for one in own)
    assert links == links_of(linked([c for c in clusters[::-1] if c][::-1], weights), owners, texts, set())[0]


def test_records_of_one_organisation_are_tied_in_a_row() -> None:
    assert standing_together(["a", "b", "a", "c", "a"]) == [(0, 2), (2, 4)]


def test_texts_read_as_records() -> None:
    records = [Record(names=(Name(name),)) for name in "abc"]
    texts = Texts([encode(record).decode() for record in records])
    assert (list(texts), texts[1], list(texts[1:]), len(texts)) == (records, records[1], records[1:], 3)
