"""What changed from one edition to the next: by organisation, in eight kinds. Pure: it reads two frozen contents.

An organisation may have changed in several ways and then stands under each. It never says why something changed.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import msgspec

from dalil.formats.published import VALUES, Published
from dalil.press.frozen import Entry, Frozen, published_of

KINDS: Final = ("new", "renamed", "merged", "split", "closed", "moved", "removed", "corrected")
CLOSED: Final = frozenset({"closed", "inactive"})


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: `title` is the name now (none of what was removed), `other` the organisation that it is about too.

    `before` and `after` are names when renamed, places when moved; `other` is the survivor of a merge, or what was split.
    """

    kind: str
    id: str
    title: str
    before: str = ""
    after: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is kept in memory of an organisation of the edition before."""

    title: str
    titles: dict[str, str]
    place: str
    status: str
    rest: bytes


def differences(before: Frozen | None, after: Frozen, silent: Collection[str] = ()) -> Iterator[Difference]:
    """Every change, by organisation. Without an edition before there is nothing to tell: everything is new.

    Of those that are `silent`, having withdrawn something, it is told that they changed and nothing of how it was before.
    """
    if before is None:
        return
    earlier: dict[str, Glance] = {}
    homes: dict[bytes, str] = {}
    for entry, profile in before.profiles():
        earlier[entry.id] = glance(published_of(entry, profile, before.card))
        homes |= dict.fromkeys(marks(entry), entry.id)
    absorbed: dict[str, str] = {}
    titles: dict[str, str] = {}
    for entry, profile in after.profiles():
        now = glance(published_of(entry, profile, after.card))
        titles[entry.id] = now.title
        absorbed |= dict.fromkeys(entry.merged, entry.id)
        if entry.id in earlier:
            was = earlier.pop(entry.id)
            yield from changed(entry.id, was, now) if entry.id not in silent else reworded(entry.id, was, now)
        else:
            came_from = {homes[mark] for mark in marks(entry) if mark in homes} - {entry.id, *entry.merged}
            origin = min(came_from, default="")
            yield Difference("split" if origin else "new", entry.id, now.title, other=origin)
    for number, was in sorted(earlier.items()):
        survivor = absorbed.get(number, "")
        if survivor and number not in silent and survivor not in silent:
            yield Difference("merged", number, was.title, after=titles.get(survivor, ""), other=survivor)
        else:
            # Without its name: whoever left the guide may have left it to be safe.
            yield Difference("removed", number, "")


def changed(number: str, was: Glance, now: Glance) -> Iterator[Difference]:
    """How one organisation changed that stands in both editions."""
    kinds = 0
    renamed = [(was.titles[one], title) for one, title in now.titles.items() if was.titles.get(one, title) != title]
    if renamed:
        kinds += 1
        yield Difference("renamed", number, now.title, *renamed[0])
    if now.status in CLOSED and was.status not in CLOSED:
        kinds += 1
        yield Difference("closed", number, now.title, was.status, now.status)
    if was.place and now.place and was.place != now.place:
        kinds += 1
        yield Difference("moved", number, now.title, was.place, now.place)
    if was.rest != now.rest and not kinds:
        yield Difference("corrected", number, now.title)


def reworded(number: str, was: Glance, now: Glance) -> Iterator[Difference]:
    """That one changed which withdrew something."""
    if (was.titles, was.place, was.status, was.rest) != (now.titles, now.place, now.status, now.rest):
        yield Difference("corrected", number, now.title)


def glance(one: Published) -> Glance:
    """What is compared of an organisation. When it was seen last is no change, and neither is who else says the same."""
    place = one.locations[0].value if one.locations else None
    values = [[said.value for said in getattr(one, name)] for name in VALUES]
    return Glance(
        title=one.titles.get("en") or next(iter(one.titles.values()), ""),
        titles=dict(sorted(one.titles.items())),
        place=", ".join(filter(None, (place.locality, place.region, place.country))) if place else "",
        status=one.statuses[0].value if one.statuses else "",
        rest=blake2b(msgspec.json.encode(values, order="deterministic"), digest_size=16).digest(),
    )


def marks(entry: Entry) -> Iterator[bytes]:
    """What each witness is known by from one edition to the next: its source, its row, since when we have it, and its names."""
    for one in entry.witnesses:
        known_by = (one.source, one.row, one.since, [name.value for name in one.record.names])
        yield blake2b(msgspec.json.encode(known_by), digest_size=12).digest()


def counted(found: list[Difference]) -> dict[str, int]:
    """How many changes of each kind, in the order of KINDS; only kinds that there are."""
    counts = Counter(one.kind for one in found)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
