"""What claimants, holders, vouchers and proposers are told by mail: plain words in their language, and one link.

Mail is queued by `access.letters` as private records and sent by the worker. No letter holds a reason or a value typed by
somebody else: it says that there is something to read, and the page behind the link shows it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.access import letters as post
from dalil.access.contacting import mail_address_of
from dalil.access.links import link
from dalil.accounts.models import Body, DelegateRole, Delegation
from dalil.guide.models import ChangeProposal, Claim, ClaimantContact, ProposerContact
from dalil.vault.actions import open_unrecorded


def claim_was_filed(claim: Claim, *, to: str, token: str, at: datetime) -> None:
    """To the claimant: the link to the claim's page."""
    with translation.override(claim.language):
        text = gettext(
            "You said that “%(name)s” in the guide is your organisation. An editor will look at it.\n\n"
            "Here you see how it stands, add evidence, and read the answer. Keep this link to yourself:\n%(link)s\n\n"
            "If you did not do this, ignore this mail or withdraw the claim there."
        )
        address = link("guide:claim_status", claim.language, of=token)
        _send(to, gettext("Your claim to an entry"), text % {"name": claim.entry.title, "link": address}, at)


def prove_your_domain(claim: Claim, *, to: str, token: str, at: datetime) -> None:
    """To an address at the entry's domain: the link that proves that it is read there."""
    with translation.override(claim.language):
        text = gettext(
            "Somebody says that “%(name)s” in the guide is their organisation, and gave this address as proof.\n\n"
            "If that is right, open this link within 48 hours and press the button:\n%(link)s\n\n"
            "If you know nothing of it, do nothing: without the link the claim has no proof from you."
        )
        address = link("guide:claim_mail", claim.language, of=token)
        _send(to, gettext("Is this your organisation?"), text % {"name": claim.entry.title, "link": address}, at)


def entry_is_claimed(claim: Claim, holders: Iterable[Body], *, at: datetime) -> None:
    """To the managers who hold the entry: somebody else claims it."""
    for body in holders:
        text = _("Somebody else says that “%(name)s” is their organisation. Say what you think of it:\n%(link)s")
        _tell(body, (DelegateRole.MANAGER,), _("Your entry is claimed"), text, at)


def entry_passed_on(claim: Claim, body: Body, *, at: datetime) -> None:
    """To the managers who held the entry until now."""
    text = _(
        "“%(name)s” in the guide was given to another claimant, after you were told and had time to object. "
        "You no longer act for it.\n%(link)s"
    )
    _tell(body, (DelegateRole.MANAGER,), _("Your entry passed on"), text, at)


def will_you_vouch(claim: Claim, body: Body, *, at: datetime) -> None:
    """To those who speak for a body that is asked for its word."""
    text = _("Somebody claims an entry of the guide and asks “%(name)s” to vouch for them:\n%(link)s")
    _tell(body, (DelegateRole.MANAGER, DelegateRole.EDITOR), _("You are asked to vouch"), text, at)


def claim_was_decided(claim: Claim, *, at: datetime) -> None:
    """To the claimant: that there is an answer. The page behind the first mail's link shows it."""
    to = mail_of_claimant(claim)
    with translation.override(claim.language):
        text = gettext(
            "Your claim to “%(name)s” in the guide was answered. Open the link of our first mail to read the answer. "
            "If it was denied or revoked you may appeal there within 30 days."
        )
        _send(to, gettext("Your claim was answered"), text % {"name": claim.entry.title}, at)


def change_was_proposed(proposal: ChangeProposal, *, to: str, token: str, at: datetime) -> None:
    """To the proposer: where the answer will stand."""
    with translation.override(proposal.language):
        text = gettext(
            "You proposed a change to “%(name)s” in the guide. The answer will stand here:\n%(link)s\n\n"
            "Once it is answered we write to you once more, and then forget this address."
        )
        address = link("guide:change_status", proposal.language, of=token)
        data = {"name": proposal.entry.title, "link": address}
        _send(to, gettext("Your proposal"), text % data, at)


def change_was_decided(proposal: ChangeProposal, *, at: datetime) -> None:
    """To the proposer, if they left an address: that there is an answer. The address is of no use after that, and goes."""
    contact = ProposerContact.objects.filter(proposal=proposal).first()
    if contact is None:
        return
    (opened,) = open_unrecorded([contact])
    with translation.override(proposal.language):
        text = gettext(
            "The change that you proposed to “%(name)s” was answered. Open the link of our first mail to read the answer."
        )
        _send(opened.mail, gettext("Your proposal was answered"), text % {"name": proposal.entry.title}, at)
    contact.delete()


def mail_of_claimant(claim: Claim) -> str:
    """Where the claimant is written to: read by the machine, for a letter."""
    (opened,) = open_unrecorded([ClaimantContact.objects.get(claim=claim)])
    return str(opened.mail)


def _tell(body: Body, roles: Iterable[str], subject: Promise, text: Promise, at: datetime) -> None:
    """To each delegate of a body in one of these roles who left an address, in their own language."""
    standing = Delegation.objects.in_force(at).filter(body=body, role__in=list(roles)).select_related("person")
    for person in (one.person for one in standing):
        if to := mail_address_of(person):
            with translation.override(person.language):
                data = {"name": body.name, "link": link("guide:member", person.language)}
                _send(to, str(subject), str(text) % data, at)


def _send(to: str, subject: str, text: str, at: datetime) -> None:
    post.write(to, subject, text, at=at)
