"""Who claims an entry, and where somebody who proposed a change is written to: private, as ciphertext.

It never stands in the claim or the proposal itself, so that whoever reads those reads nobody's name.
"""

from django.db import models

from dalil.accounts.data_classes import DataClass
from dalil.guide.models.owners import Claim
from dalil.guide.models.proposals import ChangeProposal
from dalil.vault.fields import PrivateText
from dalil.vault.models.records import PrivateRecord


class ClaimantContact(PrivateRecord):
    """Who claims an entry, as they say, and what they wrote when they appealed.

    Personal data: name, mail address, role; read by machines to answer, and by the editors who decide, which is written down.
    """

    data_class = DataClass.S

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="contact")
    name = PrivateText(longest=200)
    mail = PrivateText(longest=254)
    role = PrivateText(longest=200)
    appeal = PrivateText(longest=2000, null=True, blank=True)

    @property
    def held_under(self) -> list[str]:
        """By what a legal hold finds it: the claim and the entry."""
        return [f"claim:{self.claim_id}", f"organisation:{self.claim.organisation_id}", *self.claim.entry.subjects()]


class ProposerContact(PrivateRecord):
    """Where the answer to a proposed change is sent; erased once it was.

    Personal data: a mail address, read by machines alone.
    """

    data_class = DataClass.S

    proposal = models.OneToOneField(ChangeProposal, on_delete=models.PROTECT, related_name="contact")
    mail = PrivateText(longest=254)
