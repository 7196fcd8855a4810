"""What is so in the guide: sources, intakes, their rows, the records made of them, and organisations.

It never changes anything by itself: every write is an action. Private contacts have no field here.
"""

from dalil.guide.models.claimants import ClaimantContact, ProposerContact
from dalil.guide.models.consents import Basis, Consent, ConsentQuerySet, Surface
from dalil.guide.models.contacts import Contact, ContactKind, ContactOpening, ContactReason, SpooledFile
from dalil.guide.models.history import Change, ChangeKind, Report, ReportKind
from dalil.guide.models.judgements import (
    Batch,
    Decision,
    DecisionQuerySet,
    How,
    Mode,
    NotSame,
    Operation,
    OperationKind,
    OperationQuerySet,
    Proposal,
    ProposalState,
    Sample,
    SampleItem,
    Verdict,
)
from dalil.guide.models.organisations import Organisation, OrganisationQuerySet, Record, RecordQuerySet
from dalil.guide.models.owners import (
    Claim,
    ClaimEvidence,
    ClaimState,
    EvidenceKind,
    ManagerOffer,
    Ownership,
    OwnStatement,
    StatementState,
)
from dalil.guide.models.proposals import Aspect, ChangeProposal, Knock, ProposedState
from dalil.guide.models.sources import Intake, IntakeState, Outcome, Row, Source, SourceKind, SourceQuerySet
from dalil.guide.models.verifications import HowVerified, Reminder, ReminderRound, ReminderStep, Verification

__all__ = [
    "Aspect",
    "Basis",
    "Batch",
    "Change",
    "ChangeKind",
    "ChangeProposal",
    "Claim",
    "ClaimEvidence",
    "ClaimState",
    "ClaimantContact",
    "Consent",
    "ConsentQuerySet",
    "Contact",
    "ContactKind",
    "ContactOpening",
    "ContactReason",
    "Decision",
    "DecisionQuerySet",
    "EvidenceKind",
    "How",
    "HowVerified",
    "Intake",
    "IntakeState",
    "Knock",
    "ManagerOffer",
    "Mode",
    "NotSame",
    "Operation",
    "OperationKind",
    "OperationQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Outcome",
    "OwnStatement",
    "Ownership",
    "Proposal",
    "ProposalState",
    "ProposedState",
    "ProposerContact",
    "Record",
    "RecordQuerySet",
    "Reminder",
    "ReminderRound",
    "ReminderStep",
    "Report",
    "ReportKind",
    "Row",
    "Sample",
    "SampleItem",
    "Source",
    "SourceKind",
    "SourceQuerySet",
    "SpooledFile",
    "StatementState",
    "Surface",
    "Verdict",
    "Verification",
]
