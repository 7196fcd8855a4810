"""What a source or an edition took back is withheld: at once, everywhere, until somebody approved what came after."""

import json
from datetime import datetime, timedelta

import msgspec
import pytest

from dalil import mirrors
from dalil.accounts.models import Person
from dalil.guide.actions import planning
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.editing import set_listed
from dalil.guide.actions.merging import merge
from dalil.guide.actions.refusals import Refused
from dalil.guide.actions.sources import restore_source, withdraw_source
from dalil.guide.models import Intake, IntakeState, Organisation, Outcome, Source
from dalil.guide.profiles import profiles_of
from dalil.ledger.models import Entry
from dalil.press.actions import subscribing
from dalil.press.actions.subscribing import (
    NoMirror,
    NotReadable,
    subscribe,
    update_subscription,
)
from dalil.press.freezing import visible_numbers
from dalil.press.models import Subscription, SubscriptionState
from tests.guide.bodies import body
from tests.press.other_platform import Other
from tests.press.small_edition import HOPE, small_edition

pytestmark = pytest.mark.django_db


def listed() -> set[str]:
    return set(Organisation.objects.listed().values_list("pk", flat=True))


def test_a_withdrawn_source_says_nothing_more_and_may_come_back(layla: Person, moment: datetime) -> None:
    alone, shared = body("alone", slug="theirs"), body("shared", slug="ours")
    stored = alone.records.get()
    stored.pk, stored.key, stored.organisation, stored.home = None, "second", shared, shared
    stored.save()
    source = Source.objects.get(slug="theirs")

    withdraw_source(source=source, reason="revoked", by=layla, at=moment)
    withdraw_source(source=source, reason="revoked", by=layla, at=moment)

    assert listed() == visible_numbers() == {"shared"}
    assert len(profiles_of(["shared"])["shared"].testimonies) == 1
    restore_source(source=source, by=layla, at=moment)
    assert listed() == {"alone", "shared"}
    actions = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["withdraw_source", "restore_source"]


def test_restoring_a_source_shows_nothing_that_editors_hid(layla: Person, moment: datetime) -> None:
    theirs, hidden = body("theirs", slug="theirs"), body("hidden", slug="ours")
    source = Source.objects.get(slug="theirs")
    withdraw_source(source=source, reason="revoked", by=layla, at=moment)
    set_listed(organisation=hidden, is_listed=False, by=layla, at=moment)
    merge(stays=hidden, moved=theirs, by=layla, at=moment)
    restore_source(source=source, by=layla, at=moment)

    assert listed() == set()


def test_an_organisation_that_another_list_names_is_seen_though_one_source_is_withdrawn(
    layla: Person, moment: datetime
) -> None:
    body("both", slug="theirs")
    withdraw_source(source=Source.objects.get(slug="theirs"), reason="revoked", by=layla, at=moment)
    assert listed() == set()
    later = body("later", slug="ours").records.get()
    later.organisation_id = "both"
    later.save()

    assert "both" in listed()


def carried(intake: Intake | None, layla: Person, at: datetime) -> Intake:
    assert intake is not None
    planned = planning.plan_intake(intake=intake, by=layla, at=at)
    return carry_out(intake=planning.approve_plan(intake=planned, version=planned.version, by=layla, at=at), at=at)


def test_what_the_next_edition_no_longer_holds_is_shown_no_more(
    other: Other, taken: Subscription, layla: Person, moment: datetime
) -> None:
    carried(Intake.objects.get(), layla, moment)
    assert len(listed()) == 5
    hope = (small_edition(other.place / "x", [HOPE]).folder / "entries.jsonl").read_bytes()
    other.publish(number=1, state="revoked")
    update_subscription(subscription=taken, by=layla, at=moment)
    assert listed() == set() and visible_numbers() == set()

    other.publish(number=2, lines=hope)
    look = update_subscription(subscription=taken, by=layla, at=moment)
    # Seen, but not approved: still nothing is shown.
    assert listed() == set()
    carried(look.intake, layla, moment)

    assert len(listed()) == len(visible_numbers()) == 1


def test_a_revoked_edition_goes_at_once_though_an_older_one_holds(
    other: Other, taken: Subscription, layla: Person, moment: datetime
) -> None:
    carried(Intake.objects.get(), layla, moment)
    older = {"number": 1, "state": "current", "dated_on": "2026-11-22"}
    digest = mirrors.digest((other.place / "edition-1" / "entries.jsonl").read_bytes())
    subscribing.keep(taken, number=2, digest="0" * 64)
    other.publish(
        number=1, editions=[{**older, "digest": digest}, {**older, "number": 2, "state": "revoked", "digest": "0" * 64}]
    )

    look = update_subscription(subscription=taken, by=layla, at=moment)

    assert listed() == set()
    carried(look.intake, layla, moment)
    assert len(listed()) == 5


def test_a_plan_that_waits_when_its_edition_is_revoked_cannot_be_approved(
    other: Other, taken: Subscription, layla: Person, moment: datetime
) -> None:
    planned = planning.plan_intake(intake=Intake.objects.get(), by=layla, at=moment)
    other.publish(number=1, state="revoked")
    update_subscription(subscription=taken, by=layla, at=moment)

    with pytest.raises(Refused):
        planning.approve_plan(intake=planned, version=planned.version, by=layla, at=moment)
    assert Intake.objects.get().state == IntakeState.ABANDONED


def test_an_outage_says_nothing_against_a_platform(
    other: Other, taken: Subscription, layla: Person, moment: datetime
) -> None:
    away = other.place / "away"
    other.public.rename(away)
    with pytest.raises(NoMirror):
        update_subscription(subscription=taken, by=layla, at=moment)
    away.rename(other.public)

    assert update_subscription(subscription=taken, by=layla, at=moment).intake is None
    taken.refresh_from_db()
    assert taken.state == SubscriptionState.CURRENT and Intake.objects.count() == 1


def test_what_a_third_platform_says_is_left_to_it_also_in_lines_that_are_no_entries(
    other: Other, layla: Person, moment: datetime
) -> None:
    record = b'{"names":[{"value":"Third","lang":"en","types":["label"]}]}'
    line = b'{"id":"x","changed_on":"","witnesses":[{"source":"third","record":' + record + b"}]}\n"
    good = (small_edition(other.place / "x", [HOPE]).folder / "entries.jsonl").read_bytes()
    other.publish(lines=line * 20 + good)
    look = subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
    assert look.intake is not None and look.taken == 1

    planned = planning.plan_intake(intake=look.intake, by=layla, at=moment)

    assert planned.counts == {Outcome.NEW: 1, Outcome.REFUSED: 20}


def test_an_edition_with_nothing_of_its_own_is_no_list(other: Other, layla: Person, moment: datetime) -> None:
    other.publish(lines=b'{"id": 7}\n')
    look = subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)

    assert look.intake is None and not Intake.objects.exists()


def test_an_edition_of_a_part_makes_nothing_else_disappear(
    other: Other, taken: Subscription, layla: Person, moment: datetime
) -> None:
    carried(Intake.objects.get(), layla, moment)
    frozen = small_edition(other.place / "part", [HOPE], number=2)
    card = msgspec.structs.replace(frozen.card, scope={"sector": ("health",)})
    (frozen.folder / "edition.json").write_bytes(msgspec.json.encode(card))
    index = other.place / "editions.json"
    listed_now = {"number": 2, "state": "current", "digest": card.digest, "dated_on": "2026-11-22"}
    before = {**listed_now, "number": 1, "state": "superseded"}
    index.write_text(json.dumps({"platform": "Cedar", "editions": [listed_now, before]}))
    put = {"editions.json": index, "editions/2": frozen.folder}
    mirrors.publish_unattended(other.public, other.keys, put=put, now=moment)

    carried(update_subscription(subscription=taken, by=layla, at=moment).intake, layla, moment)

    assert len(listed()) == 5


def test_a_platform_is_ended_by_hand(taken: Subscription, layla: Person, moment: datetime) -> None:
    carried(Intake.objects.get(), layla, moment)
    subscribing.end_subscription(subscription=taken, reason="hostile", by=layla, at=moment)

    assert listed() == set()
    assert subscribing.look_at_due(at=moment + timedelta(days=9)) is None


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63])
def test_a_number_that_no_database_takes_is_refused(number: int, other: Other, layla: Person, moment: datetime) -> None:
    listed_now = {"number": number, "state": "current", "digest": "0" * 64, "dated_on": ""}
    other.publish(editions=[listed_now])
    with pytest.raises(NotReadable):
        subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
