"""The record of who did what, when, for whom and why, for operators; whether it is whole, and kept outside.

It alters nothing in it; that somebody looked is itself added to it, after what is shown was read.
"""

from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dalil.access.gates import for_operators
from dalil.access.viewer import person_of
from dalil.accounts.models import Body, Person
from dalil.ledger import actions, guards
from dalil.ledger.actions import anchoring
from dalil.ledger.models import Entry, EntryQuerySet, Walk

ON_A_PAGE = 100


class FilterForm(forms.Form):
    """What somebody looks for in the ledger."""

    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.order_by("display_name"), required=False, empty_label=_("anybody")
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def entries(self) -> EntryQuerySet:
        """Those looked for, newest first; none if something was typed that cannot be understood."""
        if not self.is_valid():
            return Entry.objects.none()
        said = self.cleaned_data
        found = actions.entries_about(said["subject"].strip()) if said["subject"].strip() else Entry.objects.all()
        if said["person"]:
            found = found.filter(actor=said["person"])
        if said["day"]:
            found = found.filter(at__date=said["day"])
        return found.newest_first()

    def told(self) -> dict[str, str]:
        """What was looked for, as the ledger notes it."""
        said = self.cleaned_data
        person = {"person": f"person:{said['person'].pk}"} if said.get("person") else {}
        day = {"day": said["day"].isoformat()} if said.get("day") else {}
        subject = {"about": said["subject"]} if said.get("subject") else {}
        return {**person, **day, **subject}


@for_operators
def ledger(request: HttpRequest) -> HttpResponse:
    """The page; with `check` the whole chain is walked, against every anchor that is known."""
    form = FilterForm({name: request.GET.get(name, "") for name in FilterForm.base_fields})
    page = Paginator(form.entries(), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "here": "ledger",
        "form": form,
        "page": page,
        "rows": _rows(page),
        "head": actions.head(),
        "check": _checked() if "check" in request.GET else None,
        "anchors": anchoring.standing().values(),
        "walk": Walk.objects.last(),
        "unguarded": guards.missing(),
    }
    response = render(request, "guide/pages/staff/ledger.html", shown)
    told = form.told() if form.is_valid() else {}
    actions.note_reading(by=person_of(request), at=timezone.now(), data={**told, "page": page.number})
    return response


def _checked() -> actions.Check:
    return actions.check(anchors=anchoring.heads_known(None)[0])


def _rows(page: Page[Entry]) -> list[dict[str, object]]:
    """Each entry with the body that it was done for and the number of its records, in one query for all."""
    entries = list(page.object_list)
    data = [entry.data for entry in entries]
    named = {str(said["acting_for"]) for said in data if said.get("acting_for")}
    names = dict(Body.objects.filter(pk__in=filter(_is_id, named)).values_list("pk", "name"))
    told = {str(key): name for key, name in names.items()}
    return [
        {
            "entry": entry,
            "for_whom": told.get(str(said.get("acting_for", "")), ""),
            "why": said.get("why", ""),
            "records": (said.get("merkle") or {}).get("count"),
        }
        for entry, said in zip(entries, data, strict=True)
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
