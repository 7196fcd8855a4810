"""Subscribing to another platform's editions: checked, taken in as a list like any other, dropped when revoked.

What another platform has from a third one is left to that third one: who wants it subscribes there. So nothing ever comes
back to where it came from, and the order in which platforms take each other in makes no difference. It approves nothing: the
plan of the intake waits for an editor, as that of any list does.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil import mirrors
from dalil.accounts.models import Person
from dalil.formats.entries import KEY
from dalil.formats.published import EditionCard
from dalil.guide.actions import intakes, sources
from dalil.guide.actions.following import follow_withdrawals
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Intake, Source
from dalil.ledger.actions import write
from dalil.mirrors import Fetch, Verdict, Word
from dalil.names import clean
from dalil.press.fetching import Kept, NoAddress, fetcher
from dalil.press.frozen import CARD, CONTENT, Entry, decode, encode
from dalil.press.models import Subscription, SubscriptionState

LIST: Final = "editions.json"
MOST_ROOT: Final = 1 << 16
LOOK_EVERY: Final = timedelta(days=1)
EXCERPT: Final = 2000


class Listed(msgspec.Struct, frozen=True):
    """An edition in the other platform's list."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    state: str
    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    dated_on: str


class TakenOut(msgspec.Struct, frozen=True):
    """A field of an entry (the whole of it, where empty) that its organisation withdrew after an edition held it."""

    id: str
    field: str = ""


class EditionsList(msgspec.Struct, frozen=True):
    """The other platform's list of editions, and what is to be taken out of all of them."""

    platform: str
    editions: tuple[Listed, ...]
    withdrawn: tuple[TakenOut, ...] = ()

    @property
    def name(self) -> str:
        """What the platform calls itself, in a form that every database and page takes."""
        return clean(self.platform)[:200]


class NoMirror(Refused):
    """There is no mirror of a platform at this address."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__()
        self.sentence = gettext("There is no signed edition at %(address)s: %(why)s") % {"address": address, "why": why}


class FingerprintNeeded(Refused):
    """A root is trusted when a person has compared its fingerprint, never because it lies there."""

    def __init__(self, fingerprint: str, given: str) -> None:
        super().__init__()
        self.fingerprint = fingerprint
        if given:
            self.sentence = gettext(
                "The fingerprint that you gave, %(given)s, is not that of the root at this address: %(fingerprint)s. "
                "Do not go on: ask the platform by another way which is right. This may be somebody else's copy."
            ) % {"given": given[:80], "fingerprint": fingerprint}
            return
        self.sentence = gettext(
            "The fingerprint of its root is %(fingerprint)s. Compare it with what the platform told you by another way, "
            "then give it along."
        ) % {"fingerprint": fingerprint}


class NotAuthentic(Refused):
    """The mirror cannot be believed; nothing was taken in."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        found = "; ".join(f"{one.code} {one.path}" for one in verdict.grave[:5])
        self.sentence = gettext("Not authentic: %(found)s. Nothing was taken in.") % {"found": found or "-"}


class NotReadable(Refused):
    """What the other platform signed is not what an edition is."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__()
        self.sentence = gettext("%(path)s is not what an edition holds: %(why)s. Nothing was taken in.") % {
            "path": path,
            "why": why,
        }


class SubscribedAlready(Refused):
    """One subscription a platform."""

    sentence = _("Editions of this platform are taken in already. See: dalil source update.")


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the other platform came to: an intake to approve, or nothing new; and which edition of ours it revoked."""

    subscription: Subscription
    intake: Intake | None = None
    taken: int = 0
    left: int = 0
    revoked: int | None = None


def subscribe(*, address: str, fingerprint: str, slug: str = "", by: Person, at: datetime) -> Look:
    """Take a platform's editions for a source, and its newest one in. Raises when the root has not this fingerprint."""
    fetch = fetch_of(address)
    root = root_at(fetch, address)
    found = mirrors.digest(root)
    if fingerprint.lower().replace(":", "").replace(" ", "") != found:
        raise FingerprintNeeded(found, fingerprint)
    if Subscription.objects.filter(fingerprint=found).exists():
        raise SubscribedAlready
    try:
        listed, verdict = editions_at(Kept(fetch, most()), root, None, at)
    except OSError as error:
        raise NoMirror(address, error.strerror or str(error)) from error
    card = sources.SourceCard(name=listed.name or found[:16], publisher=listed.name, address=web(address))
    with transaction.atomic():
        source = sources.create_source(slug=slug or slug_of(listed.name, found), card=card, by=by, at=at)
        Source.objects.filter(pk=source.pk).update(keeps_gone=False)
        made = Subscription.objects.create(
            source=source,
            address=address,
            root=root.decode(),
            fingerprint=found,
            seen=seen_text(verdict),
            added_by=by,
            added_at=at,
        )
        data = {"address": address, "fingerprint": found}
        write(by=by, action="subscribe", subject=f"source:{source.slug}", data=data, at=at)
    return update_subscription(subscription=made, by=by, at=at)


def update_subscription(*, subscription: Subscription, by: Person, at: datetime) -> Look:
    """Look whether there is a newer edition, or whether the one we have was revoked. Refusals are kept for whoever looks."""
    try:
        return looked(subscription, by, at)
    except Refused as refused:
        keep(subscription, state=SubscriptionState.REFUSED, problem=str(refused)[:500], checked_at=at)
        raise
    except OSError as error:
        why = NoMirror(subscription.address, error.strerror or str(error))
        keep(subscription, problem=str(why)[:500], checked_at=at)
        raise why from error


def look_at_due(*, at: datetime) -> Look | None:
    """Look at one platform that nobody looked at for a day; None when there is none. What is refused is kept with it."""
    waiting = Subscription.objects.exclude(state=SubscriptionState.ENDED).select_related("source", "added_by")
    subscription = waiting.filter(Q(checked_at=None) | Q(checked_at__lt=at - LOOK_EVERY)).order_by("checked_at").first()
    if subscription is None:
        return None
    # Noted before: whatever comes of it, the next look is tomorrow's.
    keep(subscription, checked_at=at)
    try:
        return update_subscription(subscription=subscription, by=subscription.added_by, at=at)
    except Refused:
        return Look(subscription)


def end_subscription(*, subscription: Subscription, reason: str, by: Person, at: datetime) -> Subscription:
    """Take in nothing more of a platform, and show nothing more of what it said."""
    sources.withdraw_source(source=subscription.source, reason=reason, by=by, at=at)
    keep(subscription, state=SubscriptionState.ENDED, digest="")
    return subscription


def looked(subscription: Subscription, by: Person, at: datetime) -> Look:
    """The look itself."""
    kept = Kept(fetch_of(subscription.address), most())
    root = subscription.root.encode()
    listed, verdict = editions_at(kept, root, seen_in(subscription), at)
    keep(subscription, seen=seen_text(verdict), stamped_on=verdict.stamped_on, checked_at=at, problem="")
    follow(subscription, listed, by, at)
    held = next((one for one in listed.editions if one.number == subscription.number), None)
    revoked = None
    if subscription.number is not None and (held is None or held.state == "revoked"):
        revoked = subscription.number
        dropped(subscription, by, at)
    newest = max((one for one in listed.editions if one.state == "current"), key=lambda one: one.number, default=None)
    if newest is None or (newest.digest == subscription.digest and subscription.state != SubscriptionState.REVOKED):
        if newest is not None and subscription.state == SubscriptionState.REFUSED:
            keep(subscription, state=SubscriptionState.CURRENT)
        return Look(subscription, revoked=revoked)
    card, content = edition_at(kept, root, newest, seen_in(subscription), at)
    intake, taken, left = start(subscription, card, content, by, at)
    keep(subscription, state=SubscriptionState.CURRENT, number=newest.number, digest=newest.digest)
    if intake is None:
        reason = gettext("Edition %(number)d holds nothing of its own.") % {"number": newest.number}
        sources.withdraw_source(source=subscription.source, reason=reason, by=by, at=at)
    data = {"edition": newest.number, "sha256": newest.digest, "entries": taken, "of_others": left}
    write(by=by, action="take_in_edition", subject=f"source:{subscription.source.slug}", data=data, at=at)
    return Look(subscription, intake, taken, left, revoked)


def follow(subscription: Subscription, listed: EditionsList, by: Person, at: datetime) -> None:
    """Take out what its organisations withdrew: at once, for it needs nobody's approval to show less."""
    told = {(f"{KEY}{one.id}", one.field) for one in listed.withdrawn}
    follow_withdrawals(source=subscription.source, told=told, by=by, at=at)


def dropped(subscription: Subscription, by: Person, at: datetime) -> None:
    """The edition that we took in holds no longer: nothing of it is shown, and its plan, if it still waits, is abandoned."""
    if subscription.state != SubscriptionState.REVOKED:
        reason = gettext("Its publisher revoked edition %(number)d.") % {"number": subscription.number}
        sources.withdraw_source(source=subscription.source, reason=reason, by=by, at=at)
        keep(subscription, state=SubscriptionState.REVOKED, digest="")


def fetch_of(address: str) -> Fetch:
    """A function that fetches from there."""
    try:
        return fetcher(address)
    except NoAddress as wrong:
        raise NoMirror(address, gettext("it is neither an address of the web nor a folder.")) from wrong


def root_at(fetch: Fetch, address: str) -> bytes:
    """The first root that lies there, of which nobody knows yet whether it is the right one."""
    try:
        return fetch("metadata/1.root.json", MOST_ROOT)
    except OSError as error:
        raise NoMirror(address, error.strerror or str(error)) from error


def editions_at(kept: Kept, root: bytes, seen: mirrors.Seen | None, at: datetime) -> tuple[EditionsList, Verdict]:
    """The signed list of editions. One that is authentic but old is taken: a suspended platform cannot sign anew."""
    verdict = checked(kept, LIST, root, seen, at)
    try:
        return msgspec.json.decode(kept.files[LIST], type=EditionsList), verdict
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotReadable(LIST, str(error)) from error


def edition_at(
    kept: Kept, root: bytes, newest: Listed, seen: mirrors.Seen | None, at: datetime
) -> tuple[EditionCard, bytes]:
    """Card and content of an edition, checked against the signed metadata and against each other."""
    paths = [f"editions/{newest.number}/{name}" for name in (CARD, CONTENT)]
    for path in paths:
        checked(kept, path, root, seen, at)
    try:
        card = msgspec.json.decode(kept.files[paths[0]], type=EditionCard)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotReadable(paths[0], str(error)) from error
    content = kept.files[paths[1]]
    if mirrors.digest(content) != card.digest:
        raise NotReadable(paths[1], gettext("its SHA-256 is not the one on the card"))
    return card, content


def checked(kept: Kept, path: str, root: bytes, seen: mirrors.Seen | None, at: datetime) -> Verdict:
    """Have one file checked. Raises NotAuthentic, or OSError when it could not be read at all."""
    verdict = mirrors.verify_file(kept, path, root, now=at, seen=seen)
    if verdict.word not in (Word.CURRENT, Word.OLD):
        if verdict.grave and all(one.code == "unreadable" for one in verdict.grave):
            # Nobody answered, or not in time: that says nothing against the platform.
            why = verdict.grave[0]
            raise OSError(f"{why.path}: {why.particulars.get('reason', why.code)}")
        raise NotAuthentic(verdict)
    return verdict


def start(
    subscription: Subscription, card: EditionCard, content: bytes, by: Person, at: datetime
) -> tuple[Intake | None, int, int]:
    """Begin the intake of what is the platform's own, if there is anything; how many entries that is, and how many were others'.

    An edition of a part of a guide says nothing of the rest: what it does not hold is not gone.
    """
    own = {one.slug for one in card.sources if not one.origin}
    strange: list[bytes] = []
    taken = left = 0
    with TemporaryDirectory() as place:
        path = Path(place) / "entries.jsonl"
        with path.open("wb") as file:
            for line in content.splitlines():
                try:
                    kept = own_part(decode(line), own)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                    strange.append(refusable(line))
                    continue
                taken, left = taken + bool(kept), left + (not kept)
                file.write(kept + b"\n" if kept else b"")
            # After the others, so that the file is known for what it is.
            file.writelines(line + b"\n" for line in strange)
        if not taken:
            return None, 0, left
        intake = intakes.start_intake(
            source=subscription.source,
            path=path,
            is_whole=not card.scope,
            file_name=f"edition-{card.number}.jsonl",
            as_of=day_in(card.dated_on),
            by=by,
            at=at,
        )
    return intake, taken, left


def own_part(entry: Entry, own: set[str]) -> bytes:
    """What the platform itself and its lists say in an entry; nothing if that is nothing."""
    witnesses = tuple(one for one in entry.witnesses if one.source in own and not one.is_gone)
    return encode(msgspec.structs.replace(entry, witnesses=witnesses)) if witnesses else b""


def refusable(line: bytes) -> bytes:
    """A line that is no entry, in a form that the intake cannot take for one: it refuses the row, and shows what stood there."""
    told = line[:EXCERPT].decode("utf-8", "replace")
    return msgspec.json.encode({"id": None, "changed_on": "", "witnesses": [], "unreadable": told})


def day_in(text: str) -> date | None:
    """The day on a card, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def seen_in(subscription: Subscription) -> mirrors.Seen | None:
    """What the reader of mirrors remembers of it."""
    return mirrors.seen_in(subscription.seen) if subscription.seen else None


def seen_text(verdict: Verdict) -> str:
    """What to remember."""
    return verdict.seen.as_json() if verdict.seen else ""


def keep(subscription: Subscription, **fields: object) -> None:
    """Keep what was found, in the row and in the object."""
    Subscription.objects.filter(pk=subscription.pk).update(**fields)
    for name, value in fields.items():
        setattr(subscription, name, value)


def most() -> int:
    """The most bytes of one file that are taken in."""
    return int(settings.DALIL_UPLOAD_MIB) << 20


def web(address: str) -> str:
    """The address, where it is one of the web."""
    return address if address.startswith("http") else ""


def slug_of(platform: str, fingerprint: str) -> str:
    """A short name for commands, made of the platform's name."""
    words = re.sub(r"[^a-z0-9]+", "-", platform.lower()).strip("-")[:40] or "platform"
    # Always with the fingerprint, so that nobody takes a name that means something here by calling themselves so.
    return f"{words}-{fingerprint[:8]}"
