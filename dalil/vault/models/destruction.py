"""Private records of cases, contacts and correspondence are deleted by `vault.destroying` alone; whatever else tries is refused.

It never deletes anything, and knows no exception: `destroying.let_pass` alone lets go what was never kept for anybody. Class S is
not guarded: letters that were sent and secrets that were replaced go by themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import models
from django.db.models.signals import class_prepared, pre_delete

from dalil.accounts.data_classes import DataClass
from dalil.vault.models.holds import NotDeletable
from dalil.vault.models.records import PrivateRecord

GUARDED: Final = frozenset({DataClass.C1, DataClass.C2, DataClass.C3})
_agreed: ContextVar[frozenset[str]] = ContextVar("agreed", default=frozenset())


class OnlyByDestroying(NotDeletable):
    """A private record was to be deleted without hold check, two people and tombstone."""


@contextmanager
def agreed(*rows: PrivateRecord) -> Iterator[None]:
    """Within, these rows and no others may be deleted. For `vault.destroying` alone; a test looks for any other use."""
    token = _agreed.set(frozenset(row.subject for row in rows))
    try:
        yield
    finally:
        _agreed.reset(token)


def refuse(sender: type[models.Model], instance: PrivateRecord, **more: Any) -> None:
    """Before every deletion, also one by cascade or of a whole queryset."""
    if instance.subject not in _agreed.get():
        raise OnlyByDestroying(f"{instance.subject} is destroyed by vault.destroying and nothing else")


def _guard(sender: type[models.Model], **more: Any) -> None:
    if issubclass(sender, PrivateRecord) and getattr(sender, "data_class", None) in GUARDED:
        pre_delete.connect(refuse, sender=sender, dispatch_uid=f"guarded {sender._meta.label_lower}")


class_prepared.connect(_guard, dispatch_uid="vault.destruction")
