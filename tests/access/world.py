"""A platform in full use, for attacks: something of everything that belongs to another, each with a mark that is looked for.

`WORLD.ids` names it by route and parameter. A private record of a kind that is not here fails the tests that use it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dalil.access import actions, contacting, time_codes
from dalil.access.actions import invitations, recoveries
from dalil.access.audiences import Audience
from dalil.access.models import Approval, WaitingLetter
from dalil.access.rights import Rights
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.strength import Factor, note_proof
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Body, DelegateRole, Delegation, Invitation, LiveSession, Means, Passkey, Person
from dalil.board.actions import interests, meetings, motions, orders, papers
from dalil.board.actions.holds import HoldWanted
from dalil.board.models import Minutes
from dalil.formats.record import Name, Record
from dalil.guide.actions import claiming, contacts, delegating, inviting, proposing_changes, stating_own
from dalil.guide.models import Claim, Contact, EvidenceKind, Intake, Organisation, Ownership, SpooledFile
from dalil.guide.owning import anchor_of
from tests.access.matrix import OURS, THEIRS, make_cast
from tests.board.conftest import seat_five
from tests.guide.cast import make_guide

MARK = "qantarah"
"""Begins each private word of this world; nothing else has it."""
Ids = dict[str, tuple[object, object]]
NO_NUMBER, NO_ID = 987654321, "00000000-0000-4000-8000-000000000000"


@dataclass
class World:
    """Who looks, what there is of others, by `route.parameter`, and the links that are known to nobody else."""

    cast: dict[str, Client]
    at: datetime
    ids: dict[str, object] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)


def made() -> World:
    """All of it: of the body OURS and of people who are in no role; the manager of THEIRS holds an entry of their own."""
    world = World(make_cast(), timezone.now())
    with as_machine("test"):
        guide = make_guide()
        for body, entry in ((OURS, "lamp"), (THEIRS, "riverwomen")):
            holder = Body.objects.get(pk=body)
            anchor = anchor_of(guide[entry])
            Ownership.objects.create(body=holder, organisation=guide[entry], anchor=anchor, since=world.at)
        _of_the_body(world, guide["lamp"])
        _of_strangers(world, guide)
        _of_people(world)
    _of_the_board(world)
    with as_machine("test"):
        _the_rest(world, guide["lamp"])
    return world


def signed_in(person: Person, at: datetime) -> Client:
    """A session of this person, by a passkey."""
    client = Client()
    client.force_login(person)
    session = client.session
    note_proof(session, Factor.PASSKEY, at)
    session.save()
    return client


def one(role: str) -> Person:
    """The person of a role of the cast."""
    return Person.objects.get(sign_in_name=f"{role}@cast.example")


def _of_the_body(world: World, lamp: Organisation) -> None:
    at, ours, manager = world.at, Body.objects.get(pk=OURS), one("manager")
    Person.objects.filter(delegations__body=OURS).update(display_name=f"{MARK} delegate")
    contact = contacts.give_contact(
        organisation=lamp,
        body=ours,
        kind="email",
        value=f"{MARK}@contact.example",
        audience=Audience.STRICT,
        by=manager,
        at=at,
    )
    reader = Delegation.objects.get(person=one("reader"))
    offer = delegating.offer_management(delegation=reader, is_in_place=False, by=manager, acting_for=ours, at=at)
    inviting.invite_delegate(
        body=ours,
        role=DelegateRole.READER,
        until=None,
        by=manager,
        at=at,
        mail=f"{MARK}@invited.example",
        note=f"{MARK} invited",
        language="en",
    )
    statement = stating_own.state_own(body=ours, values=Record(names=(Name("Lamp", "en"),)), by=manager, at=at)
    invitation = Invitation.objects.get(kind="delegate")
    world.ids |= {f"guide:{name}.number": reader.pk for name in ("member_role", "member_end", "member_ask")}
    world.ids |= {
        "guide:member_offer.number": offer.pk,
        "guide:offer_agree.number": offer.pk,
        "guide:own_contact_withdraw.pk": contact.pk,
        "guide:own_contact_audience.pk": contact.pk,
        "guide:own_statement_decide.number": statement.pk,
        "guide:member_take_back.number": invitation.pk,
        "guide:member_invite_anew.number": invitation.pk,
    }


def _of_strangers(world: World, guide: dict[str, Organisation]) -> None:
    at = world.at
    claimant = claiming.Claimant(name=f"{MARK} claimant", mail=f"{MARK}@claimant.example", role=f"{MARK} role")
    claim, token = claiming.file_claim(organisation=guide["lamp"], claimant=claimant, at=at, vouchers=["waterforall"])
    document = claiming.keep_document(
        claim=claim, upload=SimpleUploadedFile(f"{MARK}.pdf", b"%PDF-1.7 " + MARK.encode()), at=at
    )
    voice = claim.evidence.create(kind=EvidenceKind.VOUCHED, voucher_id=OURS, offered_at=at)
    wish = proposing_changes.Wish(
        aspect="name",
        proposed=Record(names=(Name(f"{MARK} proposed", "en"),)),
        note=f"{MARK} note",
        source_words=f"{MARK} source",
        told_by=f"{MARK} teller",
        mail=f"{MARK}@proposer.example",
    )
    change, change_token = proposing_changes.propose_change(organisation=guide["lamp"], wish=wish, at=at)
    world.tokens |= {"claim": token, "change": change_token}
    world.subjects += [f"claim:{claim.pk}", str(document.document)]
    holder = Claim.objects.get(pk=claim.pk)
    world.ids |= {f"guide:{name}.number": holder.pk for name in ("member_claim", "claim_one", "claim_decide")}
    world.ids |= {
        "guide:claim_revoke.number": holder.pk,
        "guide:claim_document_of.number": holder.pk,
        "guide:claim_document_of.piece": document.pk,
        "guide:member_vouch.number": voice.pk,
        "guide:member_change.number": change.pk,
        "guide:change_one.number": change.pk,
    }


def _of_people(world: World) -> None:
    at = world.at
    somebody = Person.objects.create_person("somebody@cast.example", f"{MARK} somebody")
    browser = Client()
    browser.force_login(somebody)
    browser.get("/en/factor")
    passkey = Passkey.objects.create(
        person=somebody, name=f"{MARK} key", credential_id=b"1", public_key=b"2", made_at=at
    )
    time_codes.begin(somebody, at=at)
    contacting.note(by=somebody, at=at, address=f"{MARK}@somebody.example")
    Passkey.objects.create(person=one("counsel"), name="hers", credential_id=b"3", public_key=b"2", made_at=at)
    recovery = recoveries.begin(by=one("counsel"), at=at, person=somebody)
    recoveries.vouch(by=one("counsel"), at=at, recovery=recovery, means=Means.VIDEO, reason=f"{MARK} reason")
    request = actions.change_rights(
        by=one("on duty"), at=at, person=somebody, rights=Rights(is_operator=True), why=f"{MARK} why"
    )
    assert isinstance(request, Approval)
    session = LiveSession.objects.get(person=somebody)
    staff = invitations.What("staff", {"is_editor": True})
    invited, _link = invitations.invite(by=one("on duty"), at=at, what=staff, note=f"{MARK} invited to work")
    world.ids["access:revoke_invitation.invitation"] = invited.pk
    world.ids |= {f"access:{name}_passkey.passkey": passkey.pk for name in ("rename", "withdraw")}
    world.ids |= {f"access:{name}.id": request.pk for name in ("approval", "decide", "withdraw")}
    world.ids |= {f"access:{name}.number": somebody.pk for name in ("person", "end_sessions", "begin_recovery")}
    world.ids |= {
        f"access:{name}.recovery": recovery.pk for name in ("recovery", "hand_over_recovery", "stop_recovery")
    }
    world.ids["access:end_session.session"] = session.pk


def _of_the_board(world: World) -> None:
    at = world.at
    first, second, *_rest = seat_five(at)
    world.cast["trustee"] = signed_in(first, at)  # One in office, which whoever has the role alone is not.
    with as_viewer(viewer_for(first, at=at)):
        draft = motions.Draft(
            kind="decision",
            texts={"en": {"title": f"{MARK} motion", "text": f"{MARK} text"}},
            authoritative="en",
            closes_at=at + timedelta(days=8),
        )
        motion = motions.second(by=second, at=at, motion=motions.propose(by=first, at=at, draft=draft))
        papers.add_paper(by=first, at=at, motion=motion, title=f"{MARK} paper", text=f"{MARK} in it")
        meeting = meetings.call(
            by=first, at=at, starts_at=at + timedelta(days=30), place=f"{MARK} place", agenda=[f"{MARK} point"]
        )
        Minutes(meeting=meeting, text=f"{MARK} minutes", drafted_by=first, drafted_at=at).save()
        interest = interests.declare(by=first, at=at, what=f"{MARK} interest", subject="", since=at.date())
        wanted = HoldWanted(
            f"{MARK} reference",
            f"{MARK} issuer",
            ["organisation:lamp"],
            at.date(),
            at.date() + timedelta(days=60),
            why_not_told=f"{MARK} law",
        )
        served = orders.OrderServed(
            "Court", f"{MARK} case", f"{MARK} basis", at.date(), "by hand", f"{MARK} is asked for"
        )
        order = orders.register_order(by=one("counsel"), at=at, served=served, hold=wanted)
    assert order.hold is not None
    names = ("", "_second", "_vote", "_recuse", "_withdraw", "_close", "_papers")
    world.ids |= {f"board:motion{name}.number": motion.pk for name in names}
    world.ids |= {f"board:meeting{name}.number": meeting.number for name in ("", "_attend", "_cancel", "_minutes")}
    world.ids |= {f"board:order{name}.number": order.pk for name in ("", "_check", "_answer", "_refuse")}
    world.ids |= {f"board:{name}.number": order.hold.pk for name in ("hold", "hold_review")}
    world.ids["board:interest_end.key"] = interest.pk


def _the_rest(world: World, lamp: Organisation) -> None:
    SpooledFile(intake=Intake.objects.get()).save()
    WaitingLetter(
        recipient=f"{MARK}@letter.example",
        topic=f"{MARK} topic",
        text=f"{MARK} letter",
        made_at=world.at,
        send_at=world.at,
    ).save()
    assert Contact.objects.of_entry(lamp.pk).count() == 1


def absent(value: object) -> Any:
    """One of the same shape that does not exist."""
    return NO_NUMBER if isinstance(value, int) else NO_ID
