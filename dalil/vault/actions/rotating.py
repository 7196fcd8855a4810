"""The life of class keys: made, unlocked, renewed, retired, taken out for a backup and back in. Each is in the ledger.

Rotation gives every class a new key at once, then renews the wrapping of each record's own key, batch by batch, while others
work; stopped anywhere, it goes on where it was. It never decrypts a value, and never sees a class key.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from dalil.accounts.data_classes import ENCRYPTED, DataClass
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.vault import client, envelope, protocol
from dalil.vault.models.records import KEY, PrivateRecord
from dalil.vault.protocol import Binding, Wrapped

SUBJECT: Final = "vault:keys"
BATCH: Final = 500
# Nothing begun under the older key is still under way after this time: no request and no task lasts so long.
SETTLED: Final = timedelta(hours=1)
# No class key has this number.
UNCLEAR: Final = 0
Told = Callable[[int, int], None]

_WHO_ASKS: Final = """
SELECT relforcerowsecurity AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
       pg_get_userbyid(relowner) = current_user
FROM pg_class WHERE oid = %s::regclass
"""


class KeysNotChanged(Exception):
    """What was asked for would lose keys, or records; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a rotation did; `unreadable` names records whose own key does not open under any class key that is there."""

    renewed: int
    unreadable: tuple[str, ...]


def private_models() -> list[type[PrivateRecord]]:
    """Every model of private records that has a table."""
    return [model for model in apps.get_models() if issubclass(model, PrivateRecord) and not model._meta.proxy]


def init_keys(*, by: Person, at: datetime, passphrase: str | None) -> protocol.Condition:
    """Make the first keys, under a passphrase or in the clear. Refused while private records of earlier keys exist."""
    if are_private_records_there():
        raise KeysNotChanged("There are private records already: bring their keys back with `dalil keys import`.")
    return _asked(protocol.Init(_octets(passphrase)), by=by, at=at, action="keys.init", attended=passphrase is not None)


def are_private_records_there() -> bool:
    """Whether anything is kept that only earlier keys open: then no first keys are made."""
    for model in private_models():
        with _every_row_of(model):
            if model._base_manager.exists():
                return True
    return False


def unlock_keys(*, by: Person, at: datetime, passphrase: str) -> protocol.Condition:
    """Open the file of keys; the agent keeps them until it ends."""
    return _asked(protocol.Unlock(memoryview(bytearray(passphrase.encode()))), by=by, at=at, action="keys.unlock")


def new_epoch(*, by: Person, at: datetime) -> protocol.Condition:
    """A new key for each class: what is written from now on is under it. `rewrap_all` brings the rest along."""
    classes = sorted(ENCRYPTED)
    return _asked(protocol.NewEpoch(classes), by=by, at=at, action="keys.rotate", classes=[str(one) for one in classes])


def rewrap_all(
    *, by: Person, at: datetime, told: Told | None = None, models: Sequence[type[PrivateRecord]] | None = None
) -> Rewrapped:
    """Renew the wrapping of every record's key that is under an older class key. It may be stopped, and given again."""
    newest = _newest()
    chosen = private_models() if models is None else models
    renewed, unreadable, seen = 0, list[str](), 0
    total = sum(map(_count_of, chosen))
    for model in chosen:
        for batch in _batches(model, newest):
            changed, failed = _rewrap_batch(model, batch)
            renewed, seen = renewed + changed, seen + len(batch)
            unreadable += failed
            if told is not None:
                told(min(seen, total), total)
    data = {"renewed": renewed, "unreadable": len(unreadable)}
    ledger.write(by=by, action="keys.rewrap", subject=SUBJECT, data=data, at=at)
    return Rewrapped(renewed, tuple(unreadable))


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many records, by model, still need a class key; and how many have a key of their own of which nobody can say."""

    under: Mapping[str, int]
    unclear: Mapping[str, int]


def hanging_on(data_class: DataClass, epoch: int, models: Sequence[type[PrivateRecord]] | None = None) -> Hanging:
    """What still needs this class key. A wrapping that is damaged is counted too: what it needs is not known."""
    under, unclear = Counter[str](), Counter[str]()
    for model in private_models() if models is None else models:
        if model.data_class != data_class:
            continue
        for page in _pages(model):
            epochs = [_epoch_of(model, wrapped) for _pk, wrapped in page]
            under[model._meta.label] += epochs.count(epoch)
            unclear[model._meta.label] += epochs.count(UNCLEAR)
    return Hanging(+under, +unclear)


def retire_epoch(
    *,
    by: Person,
    at: datetime,
    data_class: DataClass,
    epoch: int,
    models: Sequence[type[PrivateRecord]] | None = None,
) -> protocol.Condition:
    """Forget a class key for ever. Refused while a record needs it, and for an hour after the next one was made."""
    made = {one.epoch: one.made_at for one in client.condition().epochs if one.data_class == data_class}
    if epoch not in made or epoch == max(made):
        raise KeysNotChanged(f"{data_class} has no older key with the number {epoch}.")
    if at - datetime.fromisoformat(made[max(made)]) < SETTLED:
        raise KeysNotChanged("The newest key is less than an hour old: something begun before may still be under way.")
    hanging = hanging_on(data_class, epoch, models)
    if hanging.under:
        raise KeysNotChanged(f"Still under this key: {_told(hanging.under)}. Run `dalil keys rotate --resume` first.")
    if hanging.unclear:
        raise KeysNotChanged(
            f"Damaged, so that nobody can say which key they need: {_told(hanging.unclear)}. `dalil keys rotate --resume` "
            "names them: bring them back from a backup, or have them destroyed."
        )
    return _asked(
        protocol.Retire(data_class, [epoch]), by=by, at=at, action="keys.retire", retired=[str(data_class), epoch]
    )


def export_keys(*, by: Person, at: datetime, passphrase: str) -> bytes:
    """All keys as a file sealed under this passphrase, for a backup that is kept apart from the data."""
    with transaction.atomic():
        ledger.write(by=by, action="keys.export", subject=SUBJECT, data={}, at=at)
        return client.ask(protocol.Export(memoryview(bytearray(passphrase.encode())))).exported


def import_keys(*, by: Person, at: datetime, exported: bytes, passphrase: str, keep: str | None) -> protocol.Condition:
    """Bring keys back from a backup; kept under the passphrase `keep`, or in the clear."""
    opened = memoryview(bytearray(passphrase.encode()))
    asked = protocol.Import(memoryview(exported), opened, _octets(keep))
    return _asked(asked, by=by, at=at, action="keys.import", attended=keep is not None)


def change_passphrase(*, by: Person, at: datetime, passphrase: str | None) -> protocol.Condition:
    """Keep the same keys under another passphrase from now on, or in the clear. Copies made before keep the one they had."""
    with transaction.atomic():
        ledger.write(by=by, action="keys.passphrase", subject=SUBJECT, data={"attended": passphrase is not None}, at=at)
        between = secrets.token_urlsafe(32)
        exported = client.ask(protocol.Export(memoryview(bytearray(between.encode())))).exported
        asked = protocol.Import(memoryview(exported), memoryview(bytearray(between.encode())), _octets(passphrase))
        condition = client.ask(asked).condition
    if condition is None:
        raise client.NoKeys("the agent does not say how it is")
    return condition


@dataclass(frozen=True, slots=True)
class Tried:
    """How many records open under the keys that are here, and which do not."""

    opened: int
    unreadable: tuple[str, ...]


def try_all(
    *, by: Person, at: datetime, told: Told | None = None, models: Sequence[type[PrivateRecord]] | None = None
) -> Tried:
    """Try the key of every record at the agent. Nothing is changed, and neither a key nor a value comes out of it."""
    opened, seen, unreadable = 0, 0, list[str]()
    chosen = private_models() if models is None else models
    total = sum(map(_count_of, chosen))
    for model in chosen:
        label = model._meta.label_lower
        for page in _pages(model):
            asked = [Wrapped(Binding(model.data_class, envelope.place(label, str(pk))), key) for pk, key in page]
            found = client.rewrap(asked)
            failed = [f"{model._meta.model_name}:{pk}" for (pk, _), key in zip(page, found, strict=True) if key is None]
            opened, seen, unreadable = opened + len(page) - len(failed), seen + len(page), unreadable + failed
            if told is not None:
                told(seen, total)
    data = {"opened": opened, "unreadable": len(unreadable)}
    ledger.write(by=by, action="keys.check", subject=SUBJECT, data=data, at=at)
    return Tried(opened, tuple(unreadable))


def refuse_if_newer_keys_exist(models: Sequence[type[PrivateRecord]] | None = None) -> None:
    """Refused while records name a class key newer than those here: a new one would bear the number of the missing one."""
    newest = _newest()
    newer = Counter[str]()
    for model in private_models() if models is None else models:
        for page in _pages(model):
            newer[model._meta.label] += sum(_epoch_of(model, key) > newest[model.data_class] for _pk, key in page)
    if +newer:
        raise KeysNotChanged(
            f"Under keys newer than those here: {_told(+newer)}. Import the newest copy first. If every copy of it is lost "
            "for good: `dalil keys rotate --lost-for-good`."
        )


def note(*, by: Person, at: datetime, action: str) -> None:
    """Put into the ledger what is about to be done with the agent itself."""
    ledger.write(by=by, action=action, subject=SUBJECT, data={}, at=at)


def _asked(request: protocol.Request, *, by: Person, at: datetime, action: str, **data: Any) -> protocol.Condition:
    """Written first and done in the same transaction: what the agent refuses leaves no entry."""
    with transaction.atomic():
        ledger.write(by=by, action=action, subject=SUBJECT, data=data, at=at)
        condition = client.ask(request).condition
    if condition is None:
        raise client.NoKeys("the agent does not say how it is")
    return condition


def _newest() -> dict[DataClass, int]:
    newest: dict[DataClass, int] = {}
    for one in client.condition().epochs:
        newest[one.data_class] = max(one.epoch, newest.get(one.data_class, 0))
    if not newest:
        raise client.NoKeys("the keys are locked")
    return newest


def _count_of(model: type[PrivateRecord]) -> int:
    with _every_row_of(model):
        return model._base_manager.count()


def _pages(model: type[PrivateRecord]) -> Iterator[list[tuple[UUID, bytes]]]:
    """Id and wrapped key of every row, some hundred at a time, in the order of ids."""
    after: UUID | None = None
    while True:
        with _every_row_of(model):
            rows = model._base_manager.order_by("pk").values_list("pk", KEY)
            page = [(pk, bytes(key)) for pk, key in (rows.filter(pk__gt=after) if after else rows)[:BATCH]]
        if not page:
            return
        yield page
        after = page[-1][0]


def _batches(model: type[PrivateRecord], newest: Mapping[DataClass, int]) -> Iterator[list[tuple[UUID, bytes]]]:
    """Those that are not under the newest key yet, and those that are damaged; pages without any are passed over."""
    for page in _pages(model):
        late = [(pk, key) for pk, key in page if _epoch_of(model, key) != newest[model.data_class]]
        if late:
            yield late


def _epoch_of(model: type[PrivateRecord], wrapped: bytes) -> int:
    """The epoch that a wrapping names; `UNCLEAR` for one that is empty, too short or long, or of another class."""
    try:
        head = envelope.head_of(wrapped)
    except envelope.Altered:
        return UNCLEAR
    return head.epoch if head.data_class == model.data_class else UNCLEAR


def _rewrap_batch(model: type[PrivateRecord], batch: Sequence[tuple[UUID, bytes]]) -> tuple[int, list[str]]:
    """A row whose wrapping changed meanwhile is left as it is: somebody else renewed it."""
    label = model._meta.label_lower
    asked = [Wrapped(Binding(model.data_class, envelope.place(label, str(pk))), key) for pk, key in batch]
    changed, failed = 0, []
    renewed = client.rewrap(asked)
    with _every_row_of(model):
        for (pk, old), new in zip(batch, renewed, strict=True):
            if new is None:
                failed.append(f"{model._meta.model_name}:{pk}")
            else:
                changed += model._base_manager.filter(pk=pk, record_key=old).update(record_key=new)
    return changed, failed


@contextmanager
def _every_row_of(model: type[PrivateRecord]) -> Iterator[None]:
    """In one transaction that sees every row, whatever policies of rows say; where it may not, it fails and misses none.

    The owner of the table steps over its wall for this transaction; others wait for that long.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield
            return
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(_WHO_ASKS, [table])
            is_walled, is_owner = cursor.fetchone()
            cursor.execute("SET LOCAL row_security = off")
            if is_walled and is_owner:
                cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            yield
            if is_walled and is_owner:
                cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            cursor.execute("SET LOCAL row_security = on")


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {label}" for label, count in counts.items())


def _octets(passphrase: str | None) -> memoryview | None:
    return None if passphrase is None else memoryview(bytearray(passphrase.encode()))
