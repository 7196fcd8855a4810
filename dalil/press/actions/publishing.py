"""Publishing: what is made and approved is signed and put up as a whole. It never signs for somebody who holds a key.

Where editors' keys lie on this machine (the demo, a small network) everything happens here. Elsewhere a draft waits in
DALIL_HOME/mirror/draft until editors have signed it (`dalil mirror sign`) and it is published (`dalil mirror publish`).
"""

import fcntl
import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from dalil import mirrors
from dalil.guide.actions.refusals import Refused
from dalil.ledger.actions import write
from dalil.mirrors import MirrorRefused, Published
from dalil.press import folder, mirroring
from dalil.press.actions import making
from dalil.press.actions.editions import subject, told_of
from dalil.press.models import Correction, Edition, EditionState, Statement

# A stamp holds for a week; a day old, it is put anew.
STAMP_LEFT: Final = timedelta(days=6)
EDITORS: Final = mirrors.Parameters().editor_threshold


class MirrorCannot(Refused):
    """The mirror refused; the sentence says which way."""

    def __init__(self, refused: MirrorRefused) -> None:
        super().__init__()
        particulars = ", ".join(f"{name} {value}" for name, value in refused.particulars.items())
        self.sentence = gettext("The mirror cannot be published (%(code)s: %(particulars)s). See docs/mirrors.md.") % {
            "code": refused.code,
            "particulars": particulars or "-",
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of publishing: the state that stands now, or a draft that waits for signatures, or nothing to do."""

    published: Published | None = None
    is_waiting: bool = False
    edition: Edition | None = None


def signs_here() -> bool:
    """Whether this machine signs by itself: the keys of enough editors lie on it, or there are no keys yet at all."""
    return not folder.keys().is_dir() or len(mirrors.keys_in(folder.keys(), "editor")) >= EDITORS


def publish_if_due(*, at: datetime) -> Outcome:
    """`publish_pending`, unless nothing moved since it had nothing more to do: what the worker asks every second."""
    if folder.looked_at().exists() and folder.looked_at().read_text() == standing():
        return Outcome()
    outcome = publish_pending(at=at)
    look_away()
    return outcome


def look_away() -> None:
    """Keep how everything stands now: until something moves there is nothing to look at."""
    folder.looked_at().parent.mkdir(parents=True, exist_ok=True)
    folder.looked_at().write_text(standing())


def standing(*, with_draft: bool = True) -> str:
    """What decides whether the mirror lacks something, in one short text: three queries and a look at the folder."""
    told = (
        list(Edition.objects.order_by("pk").values_list("pk", "state", "version", "made_at")),
        list(Statement.objects.order_by("pk").values_list("pk", "state", "version")),
        list(Correction.objects.order_by("pk").values_list("pk", "state")),
        str(folder.mirror().readlink()) if folder.mirror().is_symlink() else "",
        with_draft and folder.draft().exists(),
        settings.DALIL_NAME,
        settings.DALIL_PUBLIC_ADDRESS,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def publish_pending(*, at: datetime) -> Outcome:
    """Publish the approved edition if all of it is made, and whatever else the mirror lacks. Called again, nothing changes.

    One at a time: the worker and a command may both want to.
    """
    folder.turn().parent.mkdir(parents=True, exist_ok=True)
    with folder.turn().open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return published_now(at)


def published_now(at: datetime) -> Outcome:
    """The work of `publish_pending`, by whoever has the turn."""
    take_up_published(at=at)
    coming = coming_edition()
    if coming is None and not folder.mirror().exists():
        return Outcome()
    lacking = mirroring.wanted(coming)
    if not lacking:
        return Outcome()
    newest = mirroring.newest_of(mirroring.public_with(coming))
    about = {"edition": str(newest.number), "dated": newest.dated_on.isoformat()} if newest else {}
    try:
        if not signs_here():
            return draft_for_editors(lacking, about, at)
        published = mirrors.publish_unattended(
            folder.mirror(), folder.keys(), put=lacking.put, drop=lacking.drop, about=about, now=at
        )
    except MirrorRefused as refused:
        raise MirrorCannot(refused) from refused
    take_up_published(at=at)
    return Outcome(published, edition=coming)


def draft_for_editors(lacking: mirroring.Wanted, about: dict[str, str], at: datetime) -> Outcome:
    """Lay a draft ready. One that waits already is kept as long as it is what is wanted now; else it is laid anew."""
    wanted = hashlib.sha256(repr((sorted(lacking.put), lacking.drop, standing(with_draft=False))).encode()).hexdigest()
    of = folder.draft().with_name("draft-of")
    if not folder.draft().exists() or not of.exists() or of.read_text() != wanted:
        mirrors.drop_draft(folder.draft())
        mirrors.draft(folder.mirror(), folder.draft(), put=lacking.put, drop=lacking.drop, about=about, now=at)
        of.write_text(wanted)
    return Outcome(is_waiting=True)


def coming_edition() -> Edition | None:
    """The approved edition of which everything is made, if there is one."""
    edition = Edition.objects.filter(state=EditionState.APPROVED).select_related("previous", "approved_by").first()
    return edition if edition is not None and not making.waiting(edition) else None


def take_up_published(*, at: datetime) -> None:
    """An approved edition that stands in the mirror is published: by us, or by whoever brought the signatures."""
    for edition in Edition.objects.filter(state=EditionState.APPROVED).select_related("approved_by"):
        if mirroring.is_there(edition):
            with transaction.atomic():
                held = Edition.objects.select_for_update().get(pk=edition.pk)
                if held.state == EditionState.APPROVED and edition.approved_by is not None:
                    held.state, held.published_at, held.problem = EditionState.PUBLISHED, at, ""
                    held.version += 1
                    held.save()
                    told = told_of(held)
                    write(by=edition.approved_by, action="publish_edition", subject=subject(held), data=told, at=at)
            clear_workshop(edition)


def clear_workshop(edition: Edition) -> None:
    """What stands in the mirror needs no second name here; the frozen content stays, for the list of changes of the next one."""
    for place in (folder.made(edition), folder.making(edition), mirroring.assembled(edition)):
        shutil.rmtree(place, ignore_errors=True)


def restamp_if_due(*, at: datetime) -> bool:
    """Say again that what is published is the newest, once a day; True when it was said."""
    stamp = folder.mirror() / "metadata" / "timestamp.json"
    online = folder.keys() / "online.pem"
    if not stamp.exists() or not online.exists():
        return False
    expires = datetime.fromisoformat(json.loads(stamp.read_bytes())["signed"]["expires"])
    if expires - at > STAMP_LEFT:
        return False
    try:
        mirrors.restamp(folder.mirror(), mirrors.signer_in(online), now=at)
    except MirrorRefused as refused:
        raise MirrorCannot(refused) from refused
    return True
