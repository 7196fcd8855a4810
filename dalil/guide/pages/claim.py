"""Claiming an entry: the form for whoever says that it is their organisation. No account is needed, and none is given."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from dalil.access.gates import public
from dalil.access.once import once
from dalil.guide.actions import claiming
from dalil.guide.actions.refusals import Refused
from dalil.guide.claim_forms import ClaimForm
from dalil.guide.knocking import Door, may_knock
from dalil.guide.listed import listed_entry
from dalil.guide.models import Organisation
from dalil.guide.tokens import new_token


@public("whoever says that an entry is their organisation has no account yet")
@never_cache
@once()
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """The form, or what was typed."""
    entry = listed_entry(number)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_a_program:
        # It is sent where the others are sent, to a page that does not exist.
        return redirect("guide:claim_status", new_token()[0])
    if request.method == "POST" and form.is_valid() and (token := _filed(request, form, entry)):
        return redirect("guide:claim_status", token)
    page = {"organisation": entry, "form": form}
    return render(request, "guide/pages/claim.html", page, status=422 if form.errors else 200)


def _filed(request: HttpRequest, form: ClaimForm, entry: Organisation) -> str:
    """File it; give back the token, or nothing where it was refused, which the form then says."""
    said, at = form.cleaned_data, timezone.now()
    if not may_knock(Door.CLAIM, address=request.META["REMOTE_ADDR"], at=at):
        form.add_error(
            None, gettext("Too many claims were filed from your network, or altogether. Try again tomorrow.")
        )
        return ""
    claimant = claiming.Claimant(
        name=said["name"], mail=said["mail"], role=said["role"], language=get_language() or "en"
    )
    try:
        _claim, token = claiming.file_claim(
            organisation=entry,
            claimant=claimant,
            mail_at_domain=said["mail_at_domain"],
            vouchers=said["vouchers"],
            at=at,
        )
    except claiming.NotAtItsDomain as refused:
        form.add_error("mail_at_domain", str(refused))
        return ""
    except Refused as refused:
        form.add_error(None, str(refused))
        return ""
    return token
