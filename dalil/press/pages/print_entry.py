"""One entry of the guide as a PDF, as the printed guide shows it. What a stranger may not see is not in it, whoever asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from dalil.access.gates import public
from dalil.access.viewer import STRANGER
from dalil.guide.models import Organisation
from dalil.guide.visibility import ORGANISATIONS
from dalil.press.printing import answered


@public("the guide is for everyone")
def print_entry(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF of one organisation; `?paper=a5` for the small one. A merged one's address gives the survivor."""
    shown = get_object_or_404(Organisation.objects.select_related("merged_into"), pk=number).standing()
    if not ORGANISATIONS.visible(Organisation.objects.filter(pk=shown.pk), STRANGER).exists():
        raise Http404
    return answered(request, [shown.pk], f"{shown.pk}.pdf")
