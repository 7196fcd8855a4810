"""Private fields: ciphertext from the first write, opened on the record alone, and told to nobody else."""

import copy
import json
import pickle
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.template import Context, Template

from dalil.accounts.models import Person
from dalil.ledger.actions import entries_about
from dalil.ledger.models import BatchLeaf, Entry
from dalil.vault import client
from dalil.vault.actions import NoReason, NotForMachines, open_records, open_unrecorded
from dalil.vault.envelope import Altered
from dalil.vault.models import NotKept
from dalil.vault.sealed import NotReadable
from tests.vault.private import Contact, Secret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_tables")]

HELLO = "مرحبا שלום +972 59 000 0000"
LOUD = "canarysong 0501"


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the agent is asked, one word a trip."""
    said, exchanged = list[str](), client._exchanged

    def heard(request: Any) -> Any:
        said.append(type(request).__name__)
        return exchanged(request)

    monkeypatch.setattr(client, "_exchanged", heard)
    return said


def opened(row: Any, by: Person, at: datetime) -> Any:
    return open_records([type(row).objects.get(pk=row.pk)], by=by, at=at, why="to compare")[0]


def test_what_is_saved_is_opened_again(layla: Person, moment: datetime) -> None:
    contact = Contact(value=HELLO, note=None, more={"a": [1, "ب"]})
    contact.save()
    secret = Secret.objects.create(value="TOTP")

    read = Contact.objects.get(pk=contact.pk)
    found, other = open_records([read, secret], by=layla, at=moment, why="to call back")

    assert found.value == HELLO
    assert found.note is None
    assert found.more == {"a": [1, "ب"]}
    assert other.value == "TOTP"
    assert entries_about(contact.subject)[0].data["why"] == "to call back"
    assert open_unrecorded([secret])[0].value == "TOTP"
    assert Contact.objects.matching(value="  " + HELLO.upper()).get() == read


REFUSED: dict[str, Callable[[], object]] = {
    "update": lambda: Contact.objects.update(value="x"),
    "update by another field": lambda: Contact.objects.update(value=F("note")),
    "update of an index": lambda: Contact.objects.update(value_code=b"x"),
    "update of a key": lambda: Contact.objects.update(record_key=b"x"),
    "bulk_update of a key": lambda: Contact.objects.bulk_update(Contact.objects.all(), ["record_key"]),
    "save of a key": lambda: Contact.objects.get().save(update_fields=["record_key"]),
    "overwriting on conflict": lambda: Contact.objects.bulk_create(
        [Contact(value="x")], update_conflicts=True, update_fields=["value"], unique_fields=["id"]
    ),
    "values": lambda: list(Contact.objects.values("value")),
    "values of all": lambda: list(Contact.objects.values()),
    "values_list": lambda: list(Contact.objects.values_list("note", flat=True)),
    "order_by": lambda: list(Contact.objects.order_by("-value")),
    "distinct": lambda: list(Contact.objects.distinct("value")),
    "filter": lambda: list(Contact.objects.filter(value=LOUD)),
    "exclude": lambda: list(Contact.objects.exclude(value=LOUD)),
    "contains": lambda: list(Contact.objects.filter(value__contains=LOUD)),
    "in": lambda: list(Contact.objects.filter(value__in=[LOUD])),
    "greater": lambda: list(Contact.objects.filter(more__gt={})),
    "inside JSON": lambda: list(Contact.objects.filter(more__note=LOUD)),
    "filter of an index by its value": lambda: list(Contact.objects.filter(value_code=LOUD)),
    "matching without an index": lambda: Contact.objects.matching(note=LOUD),
    "pickle": lambda: pickle.dumps(Contact.objects.get()),
    "pickle of rows": lambda: pickle.dumps(Contact.objects.all()),
    "pickle of a field": lambda: pickle.dumps(Contact.objects.get().value),
    "a copy": lambda: copy.copy(Contact.objects.get()),
    "a deep copy": lambda: copy.deepcopy(Contact.objects.get()),
    "JSON": lambda: json.dumps(Contact.objects.get().value),
    "Django's JSON": lambda: json.dumps({"value": Contact.objects.get().value}, cls=DjangoJSONEncoder),
    "serializers": lambda: serializers.serialize("json", Contact.objects.all()),
    "equality": lambda: Contact.objects.get().value == LOUD,
    "order": lambda: sorted([Contact.objects.get().value, Contact.objects.get().value]),
    "length": lambda: len(Contact.objects.get().value),
    "letters": lambda: list(Contact.objects.get().value),
    "joining": lambda: "a" + Contact.objects.get().value,
    "adding": lambda: Contact.objects.get().value + "a",
    "octets": lambda: bytes(Contact.objects.get().value),
    "part": lambda: "can" in Contact.objects.get().value,
}


@pytest.mark.parametrize("way", REFUSED)
def test_every_other_way_to_a_value_refuses_and_does_not_show_it(way: str) -> None:
    Contact.objects.create(value=LOUD, note=LOUD, more={"note": LOUD})

    with pytest.raises((NotReadable, TypeError, FieldError)) as refused:
        REFUSED[way]()

    assert "canarysong" not in str(refused.value) or way in {"contains", "in", "filter", "exclude", "inside JSON"}
    assert Contact.objects.get().value is not None


@pytest.mark.parametrize("is_saved", [False, True])
def test_nothing_prints_the_value_before_or_after_saving(layla: Person, moment: datetime, is_saved: bool) -> None:
    row = Contact(value=LOUD, more={"note": LOUD}, plain="seen")
    if is_saved:
        row.save()
        row = Contact.objects.get()
    template = Template("{{ row.value }}|{{ row.value|safe }}|{{ row.more }}|{{ row }}|{{ row.plain }}")
    found = [
        str(row.value), repr(row.value), f"{row.value}", f"{row.value:>30}", "%s" % row.value, repr(row), str(row),  # noqa: UP031
        template.render(Context({"row": row})), str(model_to_dict(row)),
        str(modelform_factory(Contact, fields=["value", "note", "plain"])(instance=row)),
        repr(copy.copy(row.value)), repr(copy.deepcopy([row.value])), repr(vars(row)),
    ]  # fmt: skip
    if is_saved:
        [one] = open_records([row], by=layla, at=moment, why="to look")
        found += [repr(one), str(one), f"{one}", repr([one])]
        with pytest.raises(NotReadable):
            pickle.dumps(one)

    assert not any("canarysong" in text for text in found)
    assert found[0] == "•••" and "•••|•••|•••|" in found[7] and found[7].endswith("|seen")


def test_many_are_written_in_one_trip_for_keys_and_one_for_codes_and_opened_in_one(
    layla: Person, moment: datetime, trips: list[str]
) -> None:
    rows = [Contact(value=f"{LOUD} {number}", note="n", more=[number]) for number in range(60)]
    Contact.objects.bulk_create(rows)
    assert trips == ["Fresh", "Codes"]
    trips.clear()
    entries = Entry.objects.count()

    found = open_records(list(Contact.objects.order_by("plain")), by=layla, at=moment, why="a list")

    assert trips == ["Unwrap"]
    assert {one.value for one in found} == {f"{LOUD} {number}" for number in range(60)}
    assert Entry.objects.count() == entries + 1 and BatchLeaf.objects.count() == 60
    trips.clear()
    for row in rows:
        row.note = "changed"
    Contact.objects.bulk_update(rows, ["note"])
    assert trips == ["Unwrap"]
    assert {one.note for one in open_records(rows, by=layla, at=moment, why="again")} == {"changed"}


def test_what_was_not_assigned_is_neither_encrypted_again_nor_asked_about(
    layla: Person, moment: datetime, trips: list[str]
) -> None:
    row = Contact.objects.create(value=LOUD, note="before")
    trips.clear()
    row = Contact.objects.get()
    was = row.value.ciphertext
    row.plain = "changed"
    row.save()
    assert trips == []

    row.note = "after"
    row.save()

    assert trips == ["Unwrap"]
    again = Contact.objects.get()
    assert (again.value.ciphertext, again.plain) == (was, "changed")
    assert (opened(row, layla, moment).value, opened(row, layla, moment).note) == (LOUD, "after")


def test_of_two_who_save_stale_rows_each_keeps_what_they_assigned(layla: Person, moment: datetime) -> None:
    Contact.objects.create(value="first", note="first")
    one, two = Contact.objects.get(), Contact.objects.get()
    one.value = "by one"
    one.save()
    two.note = "by two"
    two.save()

    found = opened(one, layla, moment)

    assert (found.value, found.note) == ("by one", "by two")
    assert Contact.objects.matching(value="BY ONE").count() == 1 and not Contact.objects.matching(value="first")
    two.note = None
    two.save()
    assert opened(one, layla, moment).note is None and opened(one, layla, moment).value == "by one"


def test_update_fields_write_what_they_name_with_its_index(layla: Person, moment: datetime) -> None:
    row = Contact.objects.create(value="old", note="old", plain="old")
    row.value, row.note, row.plain = "new", "new", "new"
    row.save(update_fields=["value"])

    found = opened(row, layla, moment)

    assert (found.value, found.note, found.plain) == ("new", "old", "old")
    assert Contact.objects.matching(value="new").get() == row and not Contact.objects.matching(value="old")
    row.save()
    assert opened(row, layla, moment).note == "new"


def test_a_deferred_field_is_left_alone(layla: Person, moment: datetime) -> None:
    Contact.objects.create(value=LOUD, note="there")
    row = Contact.objects.defer("value").get()
    row.note = "changed"
    row.save()

    assert (opened(row, layla, moment).value, opened(row, layla, moment).note) == (LOUD, "changed")


SWAPS = {
    "a value of another record": ("value", "value"),
    "a value of another field": ("value", "note"),
    "the key of another record": ("record_key", "record_key"),
}


@pytest.mark.t01
@pytest.mark.parametrize("swap", SWAPS)
def test_ciphertext_moved_in_the_database_is_refused_by_name(layla: Person, moment: datetime, swap: str) -> None:
    one, two = Contact.objects.bulk_create([Contact(value="of one", note="n1"), Contact(value="of two", note="n2")])
    target, origin = SWAPS[swap]
    # As whoever controls the database does it, past all refusals.
    Contact._base_manager.filter(pk=one.pk).update(**{target: F("note")}) if origin == "note" else (
        Contact._base_manager.filter(pk=one.pk).update(**{target: getattr(two, origin)})
        if origin == "record_key"
        else setattr_in_database(one.pk, two.value.ciphertext)
    )
    entries = Entry.objects.count()

    with pytest.raises(Altered, match=str(one.pk)) as refused:
        opened(one, layla, moment)

    assert "of two" not in str(refused.value) and Entry.objects.count() == entries
    assert opened(two, layla, moment).value == "of two"


def setattr_in_database(pk: uuid.UUID, ciphertext: bytes) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        pk_said = pk.hex if connection.vendor == "sqlite" else pk
        cursor.execute(f"UPDATE {Contact._meta.db_table} SET value = %s WHERE id = %s", [ciphertext, pk_said])


def test_a_sealed_value_is_not_kept_under_another_record(layla: Person, moment: datetime) -> None:
    one, two = Contact.objects.bulk_create([Contact(value="of one"), Contact(value="of two")])

    for other in (Contact(value=one.value), Contact.objects.get(pk=two.pk)):
        other.value = one.value
        with pytest.raises(NotKept, match="value"):
            other.save()
    one.pk = uuid.uuid4()
    one._state.adding = True
    with pytest.raises(NotKept):
        one.save()

    assert Contact.objects.count() == 2 and opened(two, layla, moment).value == "of two"


@pytest.mark.parametrize("why", ["", "   "])
def test_nothing_is_opened_without_a_reason_and_only_machines_data_without_an_entry(
    layla: Person, moment: datetime, why: str
) -> None:
    row = Contact.objects.create(value=LOUD)

    with pytest.raises(NoReason):
        open_records([row], by=layla, at=moment, why=why)
    with pytest.raises(NotForMachines):
        open_unrecorded([Secret.objects.create(value="s"), row])
    assert open_records([], by=layla, at=moment, why="nothing") == [] and not Entry.objects.exists()


def test_no_value_is_handed_out_that_the_ledger_does_not_have(
    layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Contact.objects.create(value=LOUD)

    def full(**more: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("dalil.vault.actions.opening.write_batch", full)
    with pytest.raises(OSError, match="no space"):
        open_records([row], by=layla, at=moment, why="to look")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("value", 5, TypeError), ("note", "x" * 501, ValidationError), ("value", "\ud800canarysong", ValidationError),
     ("more", {LOUD: {1, 2}}, TypeError)],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_the_name_of_its_field(field: str, value: object, error: type) -> None:
    row = Contact(value="x")

    with pytest.raises(error) as refused:
        setattr(row, field, value)

    assert "canarysong" not in repr(refused.value)
