"""How long this room and `accounts` keep what they know of people: each rule in a sentence, with what is past.

It never lets anything go itself: `vault.retention` does, when the worker asks. The ledger's entries are not here: they stay.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dalil.access.models import MailAddress, SentForm, TimeCode, WaitingLetter
from dalil.accounts.models import Invitation, LiveSession, Notice, Passkey, Recovery, SignInAttempt, Vouching
from dalil.vault.retention import rule

DAY: Final = timedelta(days=1)
MONTH, QUARTER, YEAR = 30 * DAY, 90 * DAY, 365 * DAY


def recoveries_over(at: datetime) -> "QuerySet[Recovery]":
    """Used, stopped or run out two years ago."""
    then = at - 2 * YEAR
    return Recovery.objects.filter(Q(used_at__lt=then) | Q(stopped_at__lt=then) | Q(expires_at__lt=then))


def invitations_over(at: datetime) -> "QuerySet[Invitation]":
    """Used, revoked or run out a quarter of a year ago."""
    then = at - QUARTER
    return Invitation.objects.filter(Q(used_at__lt=then) | Q(revoked_at__lt=then) | Q(expires_at__lt=then))


rule("sessions", model=LiveSession, sentence=_("Sessions are erased when they end: after eight hours at the latest."))
rule(
    "sign_in_attempts",
    model=SignInAttempt,
    sentence=_("That somebody failed to sign in is counted for some minutes, without name or address, then erased."),
)
rule(
    "letters",
    model=WaitingLetter,
    sentence=_("Mails are erased when they are sent; one that cannot be sent is given up after three days."),
)
rule(
    "sent_forms",
    model=SentForm,
    sentence=_("That a form was sent is known for a day, without what was in it, so that it makes nothing twice."),
)
rule(
    "time_codes_not_confirmed",
    model=TimeCode,
    sentence=_("Codes by time whose setting up was not finished are erased after a day."),
    past=lambda at: TimeCode.objects.filter(confirmed_at=None, made_at__lt=at - DAY),
)
rule(
    "mail_addresses_not_confirmed",
    model=MailAddress,
    sentence=_("Mail addresses that nobody confirmed are erased after 30 days."),
    past=lambda at: MailAddress.objects.filter(confirmed_at=None, noted_at__lt=at - MONTH),
)
rule(
    "invitations",
    model=Invitation,
    sentence=_("Invitations are erased 90 days after they were used, revoked or ran out."),
    past=invitations_over,
)
rule(
    "notices",
    model=Notice,
    sentence=_("What people were told about their account is erased 90 days after they read it."),
    past=lambda at: Notice.objects.filter(read_at__lt=at - QUARTER),
)
rule(
    "passkeys",
    model=Passkey,
    sentence=_("Passkeys are erased a year after they were withdrawn."),
    past=lambda at: Passkey.objects.filter(withdrawn_at__lt=at - YEAR),
)
rule(
    "vouchings",
    model=Vouching,
    sentence=_("Who vouched for somebody's recovery, and why, is erased two years after the recovery ended."),
    past=lambda at: Vouching.objects.filter(recovery__in=recoveries_over(at)),
)
rule(
    "recoveries",
    model=Recovery,
    sentence=_("Recoveries of accounts are erased two years after they ended."),
    # Not while what was vouched is held.
    past=lambda at: recoveries_over(at).filter(vouchings=None),
)
