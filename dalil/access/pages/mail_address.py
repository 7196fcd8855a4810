"""One's own mail address: given, confirmed by the link that goes there, taken out. It is shown on no page again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from dalil.access import contacting, letters
from dalil.access.acting import attempt
from dalil.access.forms import HandedForm, MailAddressForm
from dalil.access.gates import for_signed_in, freshly
from dalil.access.links import link
from dalil.access.models import MailAddress
from dalil.access.viewer import person_of


@for_signed_in
@freshly
@sensitive_post_parameters("address")
def mail_address(request: HttpRequest) -> HttpResponse:
    """Shows whether there is one, takes a new one, or takes it out."""
    person, at = person_of(request), timezone.now()
    if request.method == "POST" and "take_out" in request.POST:
        attempt(request, lambda: contacting.take_out(by=person, at=at), _("The address is erased."))
        return redirect("access:mail_address")
    form = MailAddressForm(request.POST or None)
    if form.is_valid():
        address = form.cleaned_data["address"]
        base = f"{request.scheme}://{request.get_host()}"
        try:
            secret = contacting.note(by=person, at=at, address=address)
        except contacting.MustStay as refused:
            messages.error(request, str(refused))
            return redirect("access:mail_address")
        there = link("access:confirm_mail_address", person.language, secret, base=base)
        letters.send_to(address, letters.CONFIRM, language=person.language, at=at, link=there)
        messages.success(request, _("A letter is on its way there. Open the link in it, in this browser."))
        return redirect("access:mail_address")
    known = MailAddress.objects.filter(person=person).first()
    shown = {"form": form, "known": known, "has_mail": letters.is_set_up(), "here": "account"}
    return render(request, "access/pages/mail_address.html", shown, status=422 if form.errors else 200)


@for_signed_in
@sensitive_post_parameters("secret")
def confirm_mail_address(request: HttpRequest) -> HttpResponse:
    """Where the letter's link leads."""
    form = HandedForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "access/pages/confirm_mail_address.html", {"form": form}, status=status)
    if contacting.confirm(by=person_of(request), at=timezone.now(), secret=form.cleaned_data["secret"]):
        messages.success(request, _("Your mail address is confirmed."))
    else:
        messages.error(request, _("This link does not belong to the address that you gave last."))
    return redirect("access:mail_address")
