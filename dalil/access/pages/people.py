"""For operators: everyone who has an account, and a form for one more.

It never shows a password twice: the one made for a new person is on the answer to the form and nowhere else.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dalil.access import actions
from dalil.access.forms import PersonForm
from dalil.access.gates import for_operators
from dalil.access.viewer import person_of
from dalil.accounts.models import Person


@for_operators
def people(request: HttpRequest) -> HttpResponse:
    """Lists people, or makes one."""
    form = PersonForm(request.POST or None)
    shown: dict[str, object] = {}
    if form.is_valid():
        person, password = actions.make_person(
            by=person_of(request),
            at=timezone.now(),
            sign_in_name=form.cleaned_data["sign_in_name"],
            display_name=form.cleaned_data["display_name"],
            language=form.cleaned_data["language"],
            rights=form.rights(),
        )
        shown = {"made": person, "password": password}
        form = PersonForm()
    shown |= {"form": form, "people": Person.objects.human(), "here": "people"}
    return render(request, "access/pages/people.html", shown, status=422 if form.errors else 200)
