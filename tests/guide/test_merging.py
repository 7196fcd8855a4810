"""Merging, splitting, undoing, and "not the same", on the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Name, Record, encode
from dalil.guide.actions import merging
from dalil.guide.actions.refusals import AlreadyUndone, KnownToDiffer, NothingToSplit, Refused, SameOrganisation
from dalil.guide.judgements import queue
from dalil.guide.models import Change, Operation, Organisation, Proposal, ProposalState, Source
from dalil.guide.models import Record as Stored
from dalil.guide.profiles import profiles_of
from dalil.ledger.models import Entry
from dalil.linkage import keys_of, pack_keys

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = {
    "olive": ["Olive Branch Society", "جمعية غصن الزيتون"],
    "branch": ["Olive Branch Soc."],
    "cedar": ["Cedar Women's Union", "Union des femmes du Cèdre"],
    "water": ["עמותת מים לכול"],
}


@pytest.fixture
def editor() -> Person:
    return Person.objects.command_line()


@pytest.fixture
def guide() -> dict[str, Organisation]:
    """Four organisations with one or two records each, from one list."""
    source = Source.objects.create(slug="list", name="A list", created_at=NOON)
    made = {}
    for slug, names in NAMES.items():
        made[slug] = Organisation.objects.create(pk=slug, title=names[0], created_at=NOON, changed_at=NOON)
        for number, name in enumerate(names):
            record = Record(names=(Name(name),), identifiers=(Identifier("XX-TEST", f"{slug}{number}"),))
            Stored.objects.create(
                source=source,
                key=f"{slug}{number}",
                organisation=made[slug],
                home=made[slug],
                values=encode(record).decode(),
                keys=pack_keys(keys_of(record)),
                first_seen_at=NOON,
                last_seen_at=NOON,
            )
    return made


def state() -> tuple[object, ...]:
    """All that merges and splits may change for the organisations of the cast, to the byte."""
    records = list(Stored.objects.order_by("pk").values_list("pk", "organisation_id", "home_id", "values", "gone_at"))
    bodies = list(
        Organisation.objects.filter(pk__in=NAMES).order_by("pk").values_list("pk", "merged_into", "title", "is_listed")
    )
    profiles = {pk: repr(profile) for pk, profile in sorted(profiles_of(NAMES).items())}
    return (records, bodies, profiles)


def act(choice: tuple[str, int, int], editor: Person, at: datetime) -> None:
    """One merge or split between whatever organisations stand; senseless ones are refused."""
    kind, first, second = choice
    bodies = list(Organisation.objects.current().order_by("pk"))
    left, right = bodies[first % len(bodies)], bodies[second % len(bodies)]
    try:
        if kind == "merge":
            merging.merge(stays=left, moved=right, by=editor, at=at)
        elif kind == "differ":
            merging.judge_not_same(left=left, right=right, by=editor, at=at)
        else:
            records = list(left.records.order_by("pk"))
            merging.split(organisation=left, records=records[: second % (len(records) + 1)], by=editor, at=at)
    except Refused:
        pass


choices = st.tuples(st.sampled_from(["merge", "merge", "split", "differ"]), st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(choices, min_size=1, max_size=7), order=st.randoms(use_true_random=False))
def test_any_merges_and_splits_undone_in_any_order_give_the_first_state(
    guide: dict[str, Organisation], editor: Person, done: list[tuple[str, int, int]], order: "st.Random"
) -> None:
    first = state()
    with transaction.atomic():
        for hours, choice in enumerate(done):
            act(choice, editor, NOON + timedelta(hours=hours))
        operations = list(Operation.objects.all())
        order.shuffle(operations)
        for operation in operations:
            merging.undo(operation=operation, by=editor, at=NOON + timedelta(days=1))
        assert state() == first
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(choices, min_size=1, max_size=7))
def test_every_address_ever_given_out_leads_to_an_organisation_with_records(
    guide: dict[str, Organisation], editor: Person, done: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        for hours, choice in enumerate(done):
            act(choice, editor, NOON + timedelta(hours=hours))
        if operation := Operation.objects.in_force().first():
            merging.undo(operation=operation, by=editor, at=NOON + timedelta(days=1))
        for organisation in Organisation.objects.all():
            assert organisation.standing().records.exists()
        transaction.set_rollback(True)


def test_a_merge_moves_records_keeps_the_old_address_and_is_written_down(
    guide: dict[str, Organisation], editor: Person
) -> None:
    operation = merging.merge(stays=guide["olive"], moved=guide["branch"], by=editor, at=NOON, reason="same number")
    assert Stored.objects.filter(organisation="olive").count() == 3
    assert Organisation.objects.get(pk="branch").standing().pk == "olive"
    assert Change.objects.filter(operation=operation).values_list("organisation_id", flat=True).count() == 2
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("merge", "organisation:olive")


def test_not_the_same_is_remembered_through_later_merges(guide: dict[str, Organisation], editor: Person) -> None:
    merging.judge_not_same(left=guide["olive"], right=guide["cedar"], by=editor, at=NOON)
    merging.merge(stays=guide["branch"], moved=guide["olive"], by=editor, at=NOON)
    with pytest.raises(KnownToDiffer):
        merging.merge(stays=guide["branch"], moved=guide["cedar"], by=editor, at=NOON)


def test_a_withdrawn_judgement_lets_the_two_be_merged(guide: dict[str, Organisation], editor: Person) -> None:
    judgement = merging.judge_not_same(left=guide["olive"], right=guide["cedar"], by=editor, at=NOON)
    merging.withdraw_not_same(judgement=judgement, by=editor, at=NOON)
    merging.merge(stays=guide["olive"], moved=guide["cedar"], by=editor, at=NOON)
    assert Stored.objects.filter(organisation="olive").count() == 4


def test_a_merge_settles_the_queue_and_undoing_it_opens_the_question_again(
    guide: dict[str, Organisation], editor: Person
) -> None:
    asked = Proposal.objects.create(left=guide["branch"], right=guide["olive"], score=0.9, created_at=NOON)
    operation = merging.merge(stays=guide["olive"], moved=guide["branch"], by=editor, at=NOON)
    asked.refresh_from_db()
    assert asked.state == ProposalState.MERGED
    merging.undo(operation=operation, by=editor, at=NOON)
    assert list(queue()) == [asked]


def test_a_pair_judged_to_differ_leaves_the_queue_for_good(guide: dict[str, Organisation], editor: Person) -> None:
    Proposal.objects.create(left=guide["branch"], right=guide["olive"], score=0.9, created_at=NOON)
    merging.judge_not_same(left=guide["olive"], right=guide["branch"], by=editor, at=NOON)
    merging.merge(stays=guide["olive"], moved=guide["cedar"], by=editor, at=NOON)
    assert not queue().exists()


def test_senseless_wishes_are_refused_and_change_nothing(guide: dict[str, Organisation], editor: Person) -> None:
    first = state()
    with pytest.raises(SameOrganisation):
        merging.merge(stays=guide["olive"], moved=guide["olive"], by=editor, at=NOON)
    for records in ([], list(guide["olive"].records.all()), list(guide["cedar"].records.all())):
        with pytest.raises(NothingToSplit):
            merging.split(organisation=guide["olive"], records=records, by=editor, at=NOON)
    operation = merging.merge(stays=guide["olive"], moved=guide["branch"], by=editor, at=NOON)
    merging.undo(operation=operation, by=editor, at=NOON)
    with pytest.raises(AlreadyUndone):
        merging.undo(operation=operation, by=editor, at=NOON)
    assert state() == first
