"""The tables of this room: rules, seats and terms, meetings, motions and votes, resolutions and signatures, orders."""

from dalil.board.models.meetings import AgendaItem, Attendance, Attending, Meeting
from dalil.board.models.motions import Ballot, Motion, MotionState, Recusal
from dalil.board.models.orders import HandedOver, Order, OrderState
from dalil.board.models.private import Minutes, Paper
from dalil.board.models.resolutions import Resolution, Signature, SigningKey
from dalil.board.models.rules import RulesVersion
from dalil.board.models.trustees import Interest, Office, OfficeKind, Seat, Term

__all__ = [
    "AgendaItem",
    "Attendance",
    "Attending",
    "Ballot",
    "HandedOver",
    "Interest",
    "Meeting",
    "Minutes",
    "Motion",
    "MotionState",
    "Office",
    "OfficeKind",
    "Order",
    "OrderState",
    "Paper",
    "Recusal",
    "Resolution",
    "RulesVersion",
    "Seat",
    "Signature",
    "SigningKey",
    "Term",
]
