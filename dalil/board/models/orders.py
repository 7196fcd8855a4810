"""The register of lawful process: every order that was served, whether it was real, how narrowly it was answered.

It never holds what was handed over: hashes alone. A register without keys must be readable while the platform is sealed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class OrderState(models.TextChoices):
    """Where an order stands."""

    RECEIVED = "received", _("received: counsel has not checked it yet")
    CHECKED = "checked", _("checked: found authentic")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")


class Order(models.Model):
    """One order, request or warrant that was served on the platform.

    Personal data: the numbers of the accounts that registered and checked it; it names nobody in private.
    """

    data_class = DataClass.A

    authority = models.CharField(max_length=300)
    reference = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=500)
    served_on = models.DateField()
    # On whom, and by what way: "the operator, by registered letter".
    served_how = models.CharField(max_length=300)
    asks_for = models.CharField(max_length=2000)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    # The hold that was placed in the same act; or why none follows.
    hold = models.ForeignKey("vault.Hold", on_delete=models.PROTECT, related_name="orders", null=True, blank=True)
    why_no_hold = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.RECEIVED)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    # What counsel found: is it real, does the scope go too far, what is objected.
    finding = models.CharField(max_length=2000, blank=True)
    objection = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    # When those concerned were told; or which law forbids it.
    told_on = models.DateField(null=True, blank=True)
    why_not_told = models.CharField(max_length=500, blank=True)

    class Meta:
        """Newest first; a hold or a reason for none."""

        ordering = ("-served_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(hold__isnull=False) | ~Q(why_no_hold=""), name="order_holds_or_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"order {self.pk}"

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"order:{self.pk}"


class HandedOver(models.Model):
    """One record or file that was handed over under an order: which it was, and the hash of what left.

    Personal data: none; the subject is a number.
    """

    data_class = DataClass.A

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="handed_over")
    subject = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    class Meta:
        """In the order in which they were listed."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["order", "subject", "sha256"], name="handed_over_once"),)

    def __str__(self) -> str:
        return self.subject
