"""Seats of the board, who holds them for which term, the offices of chair and deputy, and the interests that trustees declare.

It never says who may do what: that is asked of the terms at a moment, in `standing`.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class Seat(models.Model):
    """A place on the board: its number, and the country or organisation that it stands for.

    Personal data: none.
    """

    data_class = DataClass.G

    number = models.PositiveSmallIntegerField(_("seat"), unique=True)
    stands_for = models.CharField(_("stands for"), max_length=200)

    class Meta:
        """By number."""

        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} ({self.stands_for})"


class TermQuerySet(models.QuerySet["Term"]):
    """Terms, by what is so about them."""

    def in_office(self, at: datetime) -> "TermQuerySet":
        """Those that had begun and not ended at that moment."""
        return self.filter(since__lte=at, until__gt=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))

    def with_names(self) -> "TermQuerySet":
        """With seat and person at hand, by seat."""
        return self.select_related("seat", "person").order_by("seat__number", "since")


class Term(models.Model):
    """One person's time on one seat, from the first to the day on which it runs out, or was ended before.

    Personal data: that this person is a trustee; the name is public only where they agreed to be shown. Kept, because motions
    are counted by it.
    """

    data_class = DataClass.S

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="terms")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.CharField(max_length=500, blank=True)
    # The term before, where the same person was appointed again.
    follows = models.OneToOneField("self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True)
    is_shown = models.BooleanField(default=False)
    # The motion that seated them; the first trustees have none.
    motion = models.OneToOneField(
        "board.Motion", on_delete=models.PROTECT, related_name="seated", null=True, blank=True
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        """By seat and time."""

        ordering = ("seat", "since")
        indexes = (models.Index(fields=["since", "until"], name="term_in_office"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="term_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at=None, why_ended="") | (Q(ended_at__isnull=False) & ~Q(why_ended="")),
                name="term_says_why_it_ended",
            ),
        )

    def __str__(self) -> str:
        return f"seat {self.seat_id}, term {self.pk}"

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"term:{self.pk}"

    @property
    def over_at(self) -> datetime:
        """When it is or was over."""
        return min(self.until, self.ended_at) if self.ended_at else self.until

    def is_in_office(self, at: datetime) -> bool:
        """Whether it had begun and not ended at that moment."""
        return self.since <= at < self.over_at


class OfficeKind(models.TextChoices):
    """What a trustee may be beside being one."""

    CHAIR = "chair", _("chair")
    DEPUTY = "deputy", _("deputy chair")


class Office(models.Model):
    """One trustee's time as chair or deputy; over with the term at the latest.

    Personal data: the same as a term's.
    """

    data_class = DataClass.S

    kind = models.CharField(max_length=6, choices=OfficeKind.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="offices")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One holder at a time."""

        ordering = ("kind", "-since")
        constraints = (models.UniqueConstraint(fields=["kind"], condition=Q(ended_at=None), name="one_in_each_office"),)

    def __str__(self) -> str:
        return self.kind


class Interest(models.Model):
    """Something that a trustee has a stake in, as they declared it.

    Personal data: a person's ties. Readable by trustees; public only while the board resolved to publish the register.
    """

    data_class = DataClass.S

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    what = models.CharField(max_length=500)
    # What it is an interest in, as motions name it (`organisation:…`): a motion about it finds its trustee recused.
    subject = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-declared_at", "-pk")
        indexes = (models.Index(fields=["subject"], name="interest_subject"),)

    def __str__(self) -> str:
        return f"interest {self.pk}"
