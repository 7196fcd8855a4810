"""Walking over the store without a key: what is missing, altered, forgotten, or should be gone. Only `sweep` changes anything.

A sweep removes only what counts for nothing: half files of killed processes, files of destroyed evidence, and, when told
so, files that belong to no record. It never removes what a record names.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dalil.vault.evidence.spooling import Leftover, StoreRefuses
from dalil.vault.evidence.stores import NotInStore, Store, the_store
from dalil.vault.models import Evidence, Tombstone

# An upload of a large file may take long; what is older than a day belongs to nobody.
OLD: Final = timedelta(days=1)


@dataclass
class Findings:
    """Names in the store, and subjects of records, by what is wrong with them."""

    files: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    orphaned: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of what is missing or altered: under which name its file lies

    @property
    def is_whole(self) -> bool:
        """Whether every record has its file, unaltered, and nothing that was destroyed is still there."""
        return not (self.missing or self.altered or self.destroyed)


def check(*, reads: bool = True) -> Findings:
    """Every record against the store and every file against its name; without `reads` lengths alone are compared."""
    store = the_store()
    found = Findings(strangers=list(store.strangers()), leftovers=store.leftovers())
    gone = set(Tombstone.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    # Names of files only, 64 letters each: a million take a hundred megabytes.
    there = {file.name for file in store.files()}
    for item in Evidence.objects.order_by("pk").iterator(chunk_size=500):
        found.files += 1
        if item.stored_as not in there:
            found.missing.append(item.subject)
            found.names[item.subject] = item.stored_as
            continue
        there.discard(item.stored_as)
        if not _is_as_kept(store, item, reads):
            found.altered.append(item.subject)
            found.names[item.subject] = item.stored_as
    found.destroyed = sorted(there & gone)
    found.orphaned = sorted(there - gone)
    return found


def sweep(*, at: datetime, orphans: bool = False) -> list[str]:
    """Removes what counts for nothing and says what; orphans only when asked, after somebody looked at them."""
    store, found = the_store(), check(reads=False)
    taken = []
    for leftover in found.leftovers:
        if at - leftover.since > OLD:
            store.drop_leftover(leftover)
            taken.append(leftover.name)
    for name in [*found.destroyed, *(found.orphaned if orphans else [])]:
        # Kept in this very moment, its record not yet written: it is looked for once more.
        if not Evidence.objects.filter(stored_as=name).exists():
            store.remove(name)
            taken.append(name)
    return taken


def _is_as_kept(store: Store, item: Evidence, reads: bool) -> bool:
    try:
        if store.size(item.stored_as) != item.stored_size:
            return False
        if not reads:
            return True
        digest = hashlib.sha256()
        for chunk in store.chunks(item.stored_as):
            digest.update(chunk)
    except (NotInStore, StoreRefuses, OSError):
        return False
    return digest.hexdigest() == item.stored_as
