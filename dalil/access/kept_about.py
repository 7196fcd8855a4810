"""What is kept about one person, gathered from every room: for the page "My data" and the file that one takes away.

    @kept_about.told_by("proposals", _("Changes that you proposed"))
    def proposals(person): return [{"what": …, "at": …}]

Rooms above register what they keep, when their models are loaded. It never holds another person's data, and never a secret:
of passkeys and codes it says that they are there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access.contacting import mail_address_of
from dalil.access.models import Approval, DutySession, Export, MailAddress, TimeCode, WaitingLetter
from dalil.accounts.models import Delegation, Invitation, LiveSession, Notice, Passkey, Person, Recovery
from dalil.ledger.models import Entry, EntryQuerySet
from dalil.vault.actions import open_unrecorded

Row = Mapping[str, object]
Find = Callable[[Person], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that is kept: its code in the file, its heading on the page, and the rows."""

    code: str
    heading: str | Promise
    find: Find


LABELS: Final[Mapping[str, str | Promise]] = {
    "sign_in_name": _("sign-in name"),
    "name": _("name"),
    "language": _("language"),
    "mail": _("mail address"),
    "mail_not_confirmed": _("mail address not confirmed yet"),
    "editor": _("editor"),
    "operator": _("operator"),
    "counsel": _("counsel"),
    "trustee": _("trustee"),
    "last_sign_in": _("last signed in"),
    "organisation": _("organisation"),
    "role": _("role"),
    "since": _("since"),
    "until": _("until"),
    "ended": _("ended"),
    "device": _("browser"),
    "begun": _("begun"),
    "last_seen": _("last seen"),
    "kind": _("kind"),
    "what": _("what"),
    "at": _("when"),
    "read": _("read"),
    "subject": _("subject"),
    "made": _("made"),
    "used": _("used"),
    "why": _("why"),
    "asked": _("asked"),
    "state": _("state"),
    "records": _("records"),
}
"""What the fields of rows are called on the page; the file keeps their codes."""

_PARTS: Final[dict[str, Part]] = {}


def told_by(code: str, heading: str | Promise) -> Callable[[Find], Find]:
    """Registers what one room keeps about people."""

    def registered(find: Find) -> Find:
        if code in _PARTS and _PARTS[code].find is not find:
            raise ValueError(f"two parts are called {code}")
        _PARTS[code] = Part(code, heading, find)
        return find

    return registered


def parts(person: Person) -> list[tuple[Part, list[Row]]]:
    """Every part with its rows, those without any included: that nothing is kept is an answer too."""
    return [(part, list(part.find(person))) for part in _PARTS.values()]


def entries_on(person: Person) -> EntryQuerySet:
    """What the ledger says of this person, as the one who acted or the one it is about; newest first."""
    about = Entry.objects.about(f"person:{person.pk}").order_by().values("number")
    return Entry.objects.filter(Q(actor=person) | Q(number__in=about)).newest_first()


def as_file(person: Person, at: datetime) -> dict[str, object]:
    """All of it, for the file that the person takes away."""
    told: dict[str, object] = {"made_at": at.astimezone(UTC).isoformat(), "person": person.pk}
    told |= {
        part.code: [{name: _plain(said) for name, said in row.items()} for row in rows] for part, rows in parts(person)
    }
    told["ledger"] = [
        {
            "number": entry.number,
            "at": _plain(entry.at),
            "action": entry.action,
            "subject": entry.subject,
            "by_me": entry.actor_id == person.pk,
            # What others noted of their own act may name others.
            "particulars": entry.data if entry.actor_id == person.pk else {},
        }
        for entry in entries_on(person).order_by("number").iterator(chunk_size=1000)
    ]
    return told


def _plain(said: object) -> object:
    if isinstance(said, datetime):
        return said.astimezone(UTC).isoformat()
    return said if isinstance(said, bool | int) or said is None else str(said)


@told_by("account", _("Your account"))
def account(person: Person) -> list[Row]:
    """The row of the person, and the address."""
    address = MailAddress.objects.filter(person=person).first()
    return [
        {
            "sign_in_name": person.sign_in_name,
            "name": person.display_name,
            "language": person.language,
            "mail": mail_address_of(person),
            "mail_not_confirmed": address is not None and address.confirmed_at is None,
            "editor": person.is_editor,
            "operator": person.is_operator,
            "counsel": person.is_counsel,
            "trustee": person.is_trustee,
            "last_sign_in": person.last_login,
        }
    ]


@told_by("delegations", _("Organisations for which you act"))
def delegations(person: Person) -> list[Row]:
    """Now and earlier."""
    rows = Delegation.objects.filter(person=person).select_related("body").order_by("since")
    return [
        {"organisation": row.body.name, "role": row.role, "since": row.since, "until": row.until, "ended": row.ended_at}
        for row in rows
    ]


@told_by("sessions", _("Where you are signed in"))
def sessions(person: Person) -> list[Row]:
    """Alive or not yet erased."""
    rows = LiveSession.objects.filter(person=person).order_by("begun_at")
    return [{"device": row.device, "begun": row.begun_at, "last_seen": row.seen_at} for row in rows]


@told_by("factors", _("By what you are recognised"))
def factors(person: Person) -> list[Row]:
    """That they are there; the public halves and secrets say nothing to a reader."""
    rows: list[Row] = [
        {"kind": "passkey", "name": row.name, "since": row.made_at} for row in Passkey.objects.filter(person=person)
    ]
    rows += [{"kind": "code by time", "since": row.made_at} for row in TimeCode.objects.filter(person=person)]
    return rows


@told_by("notices", _("What you were told about your account"))
def notices(person: Person) -> list[Row]:
    """Read or not."""
    return [
        {"what": row.get_kind_display(), "at": row.at, "read": row.read_at}
        for row in Notice.objects.filter(person=person)
    ]


@told_by("mails", _("Mails that wait to be sent to you"))
def mails(person: Person) -> list[Row]:
    """Mails are erased once they are sent, so only those that wait are known."""
    address = mail_address_of(person)
    waiting = list(WaitingLetter.objects.all()[:500]) if address else []
    opened = open_unrecorded(waiting) if waiting else []
    return [
        {"subject": letter.topic, "made": row.made_at}
        for row, letter in zip(waiting, opened, strict=True)
        if letter.recipient == address
    ]


@told_by("recoveries", _("Recoveries of your account"))
def recoveries(person: Person) -> list[Row]:
    """Whoever asked for them."""
    return [{"begun": row.begun_at, "used": row.used_at} for row in Recovery.objects.filter(person=person)]


@told_by("invitations", _("People whom you invited"))
def invitations(person: Person) -> list[Row]:
    """That one invited somebody is one's own; whom is theirs."""
    return [{"at": row.made_at} for row in Invitation.objects.filter(invited_by=person)]


@told_by("approvals", _("What you asked others to agree to"))
def approvals(person: Person) -> list[Row]:
    """One's own requests."""
    return [
        {"kind": row.kind, "why": row.why, "asked": row.asked_at, "state": row.state}
        for row in Approval.objects.filter(asked_by=person).order_by("asked_at")
    ]


@told_by("duty", _("When you were on duty"))
def duty(person: Person) -> list[Row]:
    """With the reason that one gave."""
    return [
        {"begun": row.began_at, "ended": row.ended_at, "why": row.why}
        for row in DutySession.objects.filter(person=person).order_by("began_at")
    ]


@told_by("exports", _("What you exported"))
def exports(person: Person) -> list[Row]:
    """How much, not what."""
    return [
        {"subject": row.subject, "records": row.number, "at": row.at} for row in Export.objects.filter(person=person)
    ]
