"""Making an edition: one product after the other, each whole or not at all. Killed or out of space, it goes on where it was.

It never publishes. A product is made in a folder of its own, which gets its name among the made ones when it is complete.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.utils.translation import gettext

from dalil.guide.progress import Progress
from dalil.press import folder
from dalil.press.actions.refusals import BeingMade, CannotBeMade, NotInThatState
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import Edition, EditionState
from dalil.press.products import products_of

Clock = Callable[[], datetime]
Told = Callable[[str, int, int], None]

BEAT_EVERY: Final = timedelta(seconds=1)


def tell_nobody(product: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def frozen_of(edition: Edition) -> Frozen:
    """The content of an edition."""
    return Frozen(folder.frozen(edition))


def waiting(edition: Edition) -> list[Product]:
    """The products that are not made yet, in their order."""
    done = folder.made(edition)
    return [product for product in products_of(frozen_of(edition).card) if not (done / product.name).is_dir()]


def lacking(edition: Edition) -> list[str]:
    """What will be missing in the products, in sentences: said before anything is made."""
    frozen = frozen_of(edition)
    return [sentence for product in products_of(frozen.card) for sentence in product.lacks(frozen)]


def make_edition(*, edition: Edition, clock: Clock, told: Told = tell_nobody) -> Edition:
    """Make everything that is not made yet. Raises CannotBeMade with the product and the cause; nothing made is lost."""
    while make_next(edition=edition, clock=clock, told=told):
        pass
    return edition


def make_next(*, edition: Edition, clock: Clock, told: Told = tell_nobody) -> bool:
    """Make the next product; False when all are made."""
    if edition.state not in (EditionState.DRAFTED, EditionState.APPROVED):
        raise NotInThatState(edition.get_state_display())
    remaining = waiting(edition)
    if not remaining:
        if edition.made_at is None:
            edition.made_at = clock()
        note(edition, product="", done=0, total=0, problem="", made_at=edition.made_at)
        return False
    with turn(edition), stopping_with_a_sentence(edition, remaining[0]):
        try:
            make_product(edition, remaining[0], clock, told)
        finally:
            clear_abandoned(edition)
    return True


def clear_abandoned(edition: Edition) -> None:
    """What was made of an edition while it was abandoned goes, too. Raises NotInThatState: there is nothing to go on with."""
    if Edition.objects.filter(pk=edition.pk, state=EditionState.ABANDONED).exists():
        shutil.rmtree(folder.workshop(edition), ignore_errors=True)
        raise NotInThatState(str(EditionState.ABANDONED.label))


@contextmanager
def turn(edition: Edition) -> Iterator[None]:
    """Of two who would make the same edition at once, the second is told so. A killed one leaves nothing behind."""
    with (folder.workshop(edition) / "turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise BeingMade from taken
        yield


def make_product(edition: Edition, product: Product, clock: Clock, told: Told) -> None:
    """Make one product in an empty folder, and give it its place."""
    place = folder.making(edition)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    product.make(frozen_of(edition), place, beating(edition, product, clock, told))
    to_disk(place)
    goal = folder.made(edition) / product.name
    goal.parent.mkdir(parents=True, exist_ok=True)
    place.rename(goal)


def beating(edition: Edition, product: Product, clock: Clock, told: Told) -> Progress:
    """Progress that is told, and kept in the row about once a second, so that it is known that somebody is at it."""
    last: list[datetime] = []

    def beat(done: int, total: int) -> None:
        told(product.name, done, total)
        now = clock()
        if not last or now - last[-1] >= BEAT_EVERY:
            last[:] = [now]
            note(edition, product=product.name, done=done, total=total, beat_at=now, problem="")

    beat(0, 0)
    return beat


def note(edition: Edition, **fields: object) -> None:
    """Keep how far the making is, without touching anything else of the row."""
    Edition.objects.filter(pk=edition.pk).update(**fields)
    for name, value in fields.items():
        setattr(edition, name, value)


@contextmanager
def stopping_with_a_sentence(edition: Edition, product: Product) -> Iterator[None]:
    """What goes wrong with the disk becomes a refusal that names the product, kept in the row for whoever looks."""
    try:
        yield
    except OSError as error:
        why = gettext("%(error)s (%(place)s).") % {
            "error": error.strerror or str(error),
            "place": error.filename or str(folder.making(edition)),
        }
        refused = CannotBeMade(product.name, why)
        note(edition, problem=str(refused)[:500], beat_at=None)
        raise refused from error


def to_disk(place: Path) -> None:
    """Make sure that what was written survives a power cut before it counts as made."""
    for path in place.rglob("*"):
        if path.is_file() and path.stat().st_size > 1 << 16:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if hasattr(os, "sync"):
        os.sync()
