"""Which forms were carried out already. It never holds what was in them, who sent them, nor where they led in the clear."""

from django.db import models

from dalil.accounts.data_classes import DataClass


class SentForm(models.Model):
    """One form that was carried out, kept for a day so that the same one, sent again, makes nothing again.

    Personal data: none that can be read: a hash over the form, and where it led as ciphertext under the form's own key.
    """

    data_class = DataClass.S

    # Over the page's one-time key, who sent it, to which address, and everything that was in it.
    digest = models.CharField(max_length=64, primary_key=True)
    # Where it led; only whoever has the form's key can read it, for it may hold a link that nobody else may know.
    led_to = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        """The oldest first, for they go first."""

        ordering = ("at", "digest")

    def __str__(self) -> str:
        """When, and nothing else."""
        return f"form of {self.at:%Y-%m-%d %H:%M}"
