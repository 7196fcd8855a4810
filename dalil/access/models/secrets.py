"""What machines must read about people, sealed: secrets of codes by time, mail addresses, letters that wait to be sent.

All of it is of class S and ciphertext from the first write; nobody reads it on a page.
"""

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass
from dalil.vault.fields import PrivateText
from dalil.vault.models.records import PrivateRecord


class TimeCode(PrivateRecord):
    """The secret by which one person's device makes codes by time (TOTP).

    Personal data: the secret, sealed; erased when the person withdraws it or gets back in without it.
    """

    data_class = DataClass.S

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="time_code")
    secret = PrivateText(longest=64)
    made_at = models.DateTimeField()
    # From the first right code on; before that it opens nothing.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The step of 30 seconds of the last code that was accepted: none is accepted twice.
    last_step = models.BigIntegerField(default=0)

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]

    def __str__(self) -> str:
        """Nothing of the secret."""
        return f"code by time of {self.person_id}"


class MailAddress(PrivateRecord):
    """Where one person gets mail.

    Personal data: the address, sealed; erased when the person takes it out.
    """

    data_class = DataClass.S

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_address")
    address = PrivateText(longest=254)
    noted_at = models.DateTimeField()
    # From when it is known that the person reads it; before that, only the question goes there.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]

    def __str__(self) -> str:
        """Nothing of the address."""
        return f"mail address of {self.person_id}"


class HandingIn(models.Model):
    """How the last handing in of a letter to the mail server went: one row for the platform.

    Personal data: none.
    """

    data_class = DataClass.S

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    failed = models.BooleanField()

    def __str__(self) -> str:
        """Whether it went well."""
        return "failed" if self.failed else "handed in"


class WaitingLetter(PrivateRecord):
    """One mail that waits to be sent; erased once it is.

    Personal data: recipient, subject and text, sealed.
    """

    data_class = DataClass.S

    recipient = PrivateText(longest=254)
    topic = PrivateText(longest=200)
    text = PrivateText(longest=20_000)
    made_at = models.DateTimeField()
    send_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Those that waited longest go first."""

        ordering = ("send_at", "made_at")

    def __str__(self) -> str:
        """Nothing of what is in it."""
        return f"letter of {self.made_at:%Y-%m-%d}"
