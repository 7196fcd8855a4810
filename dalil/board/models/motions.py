"""Motions: what is put to the vote, who votes how, who stands aside. Confidential papers stand in `private`.

A cast vote is never changed: a trustee who votes again adds a ballot, and the last one counts. It never counts: `quorum` does.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.board.quorum import Choice


class MotionState(models.TextChoices):
    """Where a motion stands."""

    PROPOSED = "proposed", _("proposed: waiting for a second trustee")
    OPEN = "open", _("open: trustees vote")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
    NO_QUORUM = "no quorum", _("not decided: too few took part")
    TIED = "tied", _("not decided: as many for as against")
    WITHDRAWN = "withdrawn", _("withdrawn by the proposer")
    LAPSED = "lapsed", _("lapsed: nobody seconded it in time")


UNDECIDED = (MotionState.PROPOSED, MotionState.OPEN)
CHOICES = [
    (Choice.FOR.value, _("for")),
    (Choice.AGAINST.value, _("against")),
    (Choice.ABSTAIN.value, _("abstain")),
]


class Motion(models.Model):
    """One question put to the board, under one version of the rules.

    Personal data: the numbers of the accounts that proposed and seconded. Text and title are readable by whoever holds the disk;
    what is confidential goes into its papers, and whoever writes a motion is told so.
    """

    data_class = DataClass.A

    kind = models.CharField(max_length=40)
    # What it is about, as the ledger names it: `hold:3`, `organisation:…`; may be empty.
    subject = models.CharField(max_length=200, blank=True)
    # What its kind needs to be carried out, fixed when it is proposed.
    particulars = models.JSONField(default=dict)
    # Language code to title and text; the authoritative language is always among them.
    texts = models.JSONField()
    authoritative = models.CharField(max_length=8)
    rules = models.ForeignKey("board.RulesVersion", on_delete=models.PROTECT, related_name="motions")
    state = models.CharField(max_length=10, choices=MotionState.choices, default=MotionState.PROPOSED)
    # Without a meeting it is decided by circulation.
    meeting = models.ForeignKey(
        "board.Meeting", on_delete=models.PROTECT, related_name="motions", null=True, blank=True
    )
    proposed_by = models.ForeignKey("board.Term", on_delete=models.PROTECT, related_name="proposed")
    proposed_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        "board.Term", on_delete=models.PROTECT, related_name="seconded", null=True, blank=True
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField()
    # The moment as of which it was counted: the closing time, or before it where the rules let it end early.
    closed_at = models.DateTimeField(null=True, blank=True)
    # The figures of the outcome, as they were counted.
    figures = models.JSONField(default=dict, blank=True)
    is_to_be_published = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["state", "closes_at"], name="motion_state"),
            models.Index(fields=["kind", "subject", "state"], name="motion_about"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=models.F("proposed_by")),
                name="motion_seconded_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"motion {self.pk}"

    @property
    def reference(self) -> str:
        """As the ledger names it."""
        return f"motion:{self.pk}"

    @property
    def title(self) -> str:
        """The title in the authoritative language."""
        return str(self.texts[self.authoritative]["title"])

    @property
    def is_undecided(self) -> bool:
        """Whether it is still before the board."""
        return self.state in UNDECIDED


class Ballot(models.Model):
    """One vote as it was cast; of several of one trustee in one motion the last counts.

    Personal data: how a person voted. Shown to trustees unless the rules make votes secret; the public sees sums alone.
    """

    data_class = DataClass.A

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="ballots")
    term = models.ForeignKey("board.Term", on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=7, choices=CHOICES)
    cast_at = models.DateTimeField()

    class Meta:
        """In the order in which they came."""

        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(choice__in=[one.value for one in Choice]), name="ballot_is_one_of_three"
            ),
        )

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class Recusal(models.Model):
    """One trustee who stands aside in one motion: by declared interest, by their own word, or because the others decided it.

    Personal data: that a person has an interest in a matter.
    """

    data_class = DataClass.A

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="recusals")
    term = models.ForeignKey("board.Term", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        """One for each trustee and motion."""

        constraints = (models.UniqueConstraint(fields=["motion", "term"], name="one_recusal_a_trustee"),)

    def __str__(self) -> str:
        return f"recusal {self.pk}"
