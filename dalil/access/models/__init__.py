"""The tables of this room: what two must agree on, when operators were on duty, what was exported, which forms were sent."""

from dalil.access.models.approvals import Approval, ApprovalState, Assent
from dalil.access.models.duty import DutySession
from dalil.access.models.exports import Export
from dalil.access.models.once import SentForm
from dalil.access.models.secrets import HandingIn, MailAddress, TimeCode, WaitingLetter

__all__ = [
    "Approval",
    "ApprovalState",
    "Assent",
    "DutySession",
    "Export",
    "HandingIn",
    "MailAddress",
    "SentForm",
    "TimeCode",
    "WaitingLetter",
]
