"""The entry that everybody sees under a number. It never shows one that is not listed, also not to editors."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from dalil.access.viewer import STRANGER
from dalil.guide.models import Organisation
from dalil.guide.visibility import ORGANISATIONS


def listed_entry(number: str) -> Organisation:
    """The entry that everybody sees under this number, or the one that it was merged into."""
    asked = get_object_or_404(Organisation.objects.select_related("merged_into"), pk=number).standing()
    if not ORGANISATIONS.visible(Organisation.objects.filter(pk=asked.pk), STRANGER).exists():
        raise Http404
    return asked
