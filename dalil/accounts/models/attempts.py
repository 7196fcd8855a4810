"""Attempts to sign in that failed, as long as they count. It never keeps a name or an address in the clear."""

from django.db import models

from dalil.accounts.data_classes import DataClass


class SignInAttempt(models.Model):
    """One attempt to sign in that has not succeeded.

    Personal data: none in the clear; `key` is a keyed hash of the name and network address tried, erased within minutes.
    """

    data_class = DataClass.S

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Counted by key, erased by age."""

        indexes = (
            models.Index(fields=["key", "at"], name="sign_in_attempt_key"),
            models.Index(fields=["at"], name="sign_in_attempt_at"),
        )

    def __str__(self) -> str:
        """Nothing that tells who it was."""
        return f"attempt at {self.at:%H:%M}"
