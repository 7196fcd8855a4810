"""One's own account: what happened to it, by what one is recognised, where one is signed in.

It changes nothing but the language, and what is read.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import actions, notices
from dalil.access.factors import has_time_code
from dalil.access.forms import LanguageForm
from dalil.access.gates import for_signed_in
from dalil.access.viewer import person_of
from dalil.accounts.models import LiveSession, Notice, Passkey, Recovery


@for_signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, each with the page where it is changed."""
    return _page(request, LanguageForm(initial={"language": person_of(request).language}))


def _page(request: HttpRequest, form: LanguageForm) -> HttpResponse:
    person = person_of(request)
    shown = {
        "here": "account",
        "form": form,
        "recovery": Recovery.objects.under_way(timezone.now()).of_lost_accounts().filter(person=person).first(),
        "notices": Notice.objects.filter(person=person).select_related("about", "body")[:20],
        "passkeys": Passkey.objects.in_use().filter(person=person).count(),
        "has_time_code": has_time_code(person),
        "sessions": LiveSession.objects.alive(timezone.now()).filter(person=person).count(),
    }
    return render(request, "access/pages/account.html", shown, status=422 if form.errors else 200)


@for_signed_in
@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Another language for one's account; one's page comes in it at once."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    language = form.cleaned_data["language"]
    actions.change_language(by=person_of(request), at=timezone.now(), language=language)
    with translation.override(language):
        messages.success(request, _("We write to you in this language from now on."))
        return redirect("access:account")


@for_signed_in
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """What was told need not be told again."""
    notices.read(by=person_of(request), at=timezone.now())
    return redirect("access:account")
