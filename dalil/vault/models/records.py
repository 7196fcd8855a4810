"""Private records: rows with a key of their own, whose private fields are ciphertext from the first write.

They never hand out a value: `vault.actions.open_records` does, and writes down who read it. A record's key stays the same for
its life; only its wrapping is changed, by rotation alone.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final, NoReturn, Self, TypeVar

from django.db import models
from django.db.models.functions import Cast

from dalil.accounts.data_classes import DataClass
from dalil.vault import client, envelope
from dalil.vault.fields import BlindIndex, PrivateField, WrappedKey, blind_indexes, private_fields
from dalil.vault.protocol import Binding, Indexed, Wrapped
from dalil.vault.sealed import NotReadable, Sealed

KEY: Final = "record_key"
Row = TypeVar("Row", bound="PrivateRecord")


class NotKept(Exception):
    """A private value cannot be kept so: it belongs to another record, or its own key does not open."""


class PrivateRows(models.QuerySet[Row]):
    """Private records; whatever would need their values in the database is refused."""

    def matching(self, **values: str) -> Self:
        """Those whose private field has this value, by its blind index; one trip to the agent."""
        found = self
        for name, value in values.items():
            index = _index_of(self.model, name)
            found = found.filter(**{index.attname: code_of(self.model, index, value)})
        return found

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Many at once: one trip to the agent for all keys."""
        rows = list(objs)
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise NotReadable("private records are neither overwritten nor passed over on conflict")
        prepare(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Many at once; private fields among them are encrypted in one trip to the agent."""
        rows, named = list(objs), set(fields)
        if KEY in named:
            raise NotReadable("the key of a record is only changed by rotation")
        prepare(rows, only=named)
        named |= {index.attname for index in blind_indexes(self.model) if index.of in named}
        return super().bulk_update(rows, sorted(named), batch_size)

    def update(self, **kwargs: Any) -> int:
        """Refused for private fields: each has the key of its own record."""
        private = {field.name for field in private_fields(self.model)}
        private |= {index.name for index in blind_indexes(self.model)} | {KEY}
        # bulk_update comes through here with what was encrypted for each row.
        if any(name in private and not _row_by_row(said) for name, said in kwargs.items()):
            raise NotReadable("a private field is written by saving its record, not by update()")
        return super().update(**kwargs)

    def order_by(self, *names: Any) -> Self:
        """Refused by private fields."""
        self._refuse_private(names)
        return super().order_by(*names)

    def values(self, *names: Any, **expressions: Any) -> Any:
        """Refused for private fields."""
        self._refuse_private(names or self._private_names())
        return super().values(*names, **expressions)

    def values_list(self, *names: Any, flat: bool = False, named: bool = False) -> Any:
        """Refused for private fields."""
        self._refuse_private(names or self._private_names())
        return super().values_list(*names, flat=flat, named=named)

    def distinct(self, *names: Any) -> Self:
        """Refused by private fields."""
        self._refuse_private(names)
        return super().distinct(*names)

    def _private_names(self) -> set[str]:
        return {field.name for field in private_fields(self.model)}

    def _refuse_private(self, names: Iterable[Any]) -> None:
        if any(isinstance(name, str) and name.lstrip("-") in self._private_names() for name in names):
            raise NotReadable("a private field is neither listed nor ordered by the database; open the records")


class PrivateRecord(models.Model):
    """A record with private fields: give it a `data_class` of C1, C2, C3 or S, and fields from `vault.fields`.

    Personal data: none of its own; each model that is made of it says what it holds.
    """

    data_class: ClassVar[DataClass]
    # Which rows are only on their way and nobody's yet, so that `destroying.let_pass` may take them; none, unless said.
    passing: ClassVar[models.Q | None] = None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_key = WrappedKey(editable=False)

    objects = PrivateRows.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def __getstate__(self) -> NoReturn:
        """Refused: no cache, session or queue gets a private record."""
        raise NotReadable("a private record is never pickled")

    def save(
        self,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Saves it. What was assigned is encrypted now; what was not stays as it is, and so does the record's key."""
        chosen = set(update_fields) if update_fields is not None else None
        if chosen is not None and KEY in chosen:
            raise NotReadable("the key of a record is only changed by rotation")
        was_new = self._state.adding
        written = prepare([self], only=chosen)
        if chosen is None and not was_new and not force_insert:
            # What was only read is not written back: the wrapping of its key may have been renewed meanwhile, and so may
            # a private value.
            chosen = self._fields_at_hand() - self._only_read(written)
        elif chosen is not None:
            chosen |= {index.name for index in blind_indexes(type(self)) if index.of in written}
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=chosen)

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"{self._meta.model_name}:{self.pk}"

    def _fields_at_hand(self) -> set[str]:
        absent = self.get_deferred_fields()
        return {
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and field.attname not in absent and field.name != KEY
        }

    def _only_read(self, written: Collection[str]) -> set[str]:
        """The private fields, with their indexes, that hold a value to which nothing was assigned."""
        read = {field.name for field in private_fields(type(self)) if self.__dict__.get(field.attname) is not None}
        read -= set(written)
        return read | {index.name for index in blind_indexes(type(self)) if index.of in read}


def place_of(row: PrivateRecord) -> bytes:
    """What the key of a record is bound to."""
    return envelope.place(row._meta.label_lower, str(row.pk))


def place_in(row: PrivateRecord, field: PrivateField) -> bytes:
    """What the value of a field is bound to."""
    return envelope.place(row._meta.label_lower, field.name, str(row.pk))


def binding_of(row: PrivateRecord) -> Binding:
    """For what the agent wraps the key of a record."""
    return Binding(type(row).data_class, place_of(row))


def prepare(rows: Sequence[PrivateRecord], only: Collection[str] | None = None) -> set[str]:
    """Encrypts what was assigned to these rows, with one trip to the agent for keys and one for codes; says which fields."""
    _refuse_foreign(rows)
    waiting = [(row, list(_waiting(row, only))) for row in rows]
    keyless = [row for row, _fields in waiting if not row.record_key]
    given = {id(row): fresh for row, fresh in zip(keyless, client.fresh([*map(binding_of, keyless)]), strict=True)}
    keyed = [row for row, fields in waiting if fields and row.record_key]
    keys = {id(row): key for row, key in zip(keyed, keys_of(keyed), strict=True)}
    keys |= {which: fresh.key for which, fresh in given.items()}
    _set_codes([(row, fields) for row, fields in waiting if fields])
    for row in keyless:
        row.record_key = given[id(row)].wrapped
    for row, fields in waiting:
        for field, sealed in fields:
            octets = envelope.pad(sealed.pending or b"")
            ciphertext = envelope.seal(keys[id(row)], octets, place_in(row, field))
            row.__dict__[field.attname] = Sealed(ciphertext, home=(row.pk, field.name))
    return {field.name for _row, fields in waiting for field, _sealed in fields}


def keys_of(rows: Sequence[PrivateRecord]) -> list[bytes]:
    """The data keys of these rows, in one trip."""
    if not rows:
        return []
    found = client.unwrap([Wrapped(binding_of(row), bytes(row.record_key)) for row in rows])
    late = [place for place, key in enumerate(found) if key is None]
    if late:
        _read_again(rows, found, late)
    return [key for key in found if key is not None]


def opened_value(row: PrivateRecord, field: PrivateField, key: bytes) -> Any:
    """The value of one field, under the record's key; None where there is none."""
    sealed = row.__dict__.get(field.attname)
    if not isinstance(sealed, Sealed) or sealed.ciphertext is None:
        return None
    try:
        return field.from_octets(envelope.unpad(envelope.unseal(key, sealed.ciphertext, place_in(row, field))))
    except envelope.Altered as error:
        raise type(error)(
            f"{field.name} of {row.subject} does not open: altered, or not sealed for this record"
        ) from None


def code_of(model: type[models.Model], index: BlindIndex, value: str) -> bytes:
    """The code by which the rows with this value are found."""
    return client.codes([_indexed(model, index, value.encode())])[0]


def _row_by_row(said: object) -> bool:
    """Whether this is what bulk_update makes: a case for each row, which PostgreSQL wants with its type."""
    given = said.get_source_expressions()[0] if isinstance(said, Cast) else said
    return isinstance(given, models.Case)


def _refuse_foreign(rows: Sequence[PrivateRecord]) -> None:
    """Ciphertext of another record or field would be kept, and would never open."""
    for row in rows:
        for field in private_fields(type(row)):
            sealed = row.__dict__.get(field.attname)
            if isinstance(sealed, Sealed) and sealed.home not in (None, (row.pk, field.name)):
                raise NotKept(f"{field.name} of {row.subject} was sealed for another record or field: assign its value")


def _waiting(row: PrivateRecord, only: Collection[str] | None) -> Iterator[tuple[PrivateField, Sealed]]:
    for field in private_fields(type(row)):
        sealed = row.__dict__.get(field.attname)
        if isinstance(sealed, Sealed) and sealed.pending is not None and (only is None or field.name in only):
            yield field, sealed


def _read_again(rows: Sequence[PrivateRecord], found: list[bytes | None], late: Sequence[int]) -> None:
    """A row that was read before a rotation, and whose epoch was retired since, has its wrapping renewed in the database."""
    for place in late:
        row = rows[place]
        wrapped = type(row)._base_manager.filter(pk=row.pk).values_list(KEY, flat=True).first()
        [key] = client.unwrap([Wrapped(binding_of(row), bytes(wrapped))]) if wrapped else [None]
        if key is None or wrapped is None:
            raise envelope.Altered(f"the key of {row.subject} does not open")
        row.record_key, found[place] = wrapped, key


def _set_codes(waiting: Sequence[tuple[PrivateRecord, Sequence[tuple[PrivateField, Sealed]]]]) -> None:
    wanted = [
        (row, index, _indexed(type(row), index, sealed.pending or b""))
        for row, fields in waiting
        for field, sealed in fields
        for index in blind_indexes(type(row))
        if index.of == field.name
    ]
    for (row, index, _asked), code in zip(wanted, client.codes([asked for *_, asked in wanted]), strict=True):
        setattr(row, index.attname, code)


def _indexed(model: type[models.Model], index: BlindIndex, octets: bytes) -> Indexed:
    data_class: DataClass = model.data_class  # type: ignore[attr-defined]
    return Indexed(data_class, envelope.place(model._meta.label_lower, index.name), index.spelled(octets.decode()))


def _index_of(model: type[models.Model], name: str) -> BlindIndex:
    for index in blind_indexes(model):
        if name in (index.of, index.name):
            return index
    raise NotReadable(f"{model.__name__}.{name} has no blind index")
