"""Which entries are due to be confirmed: asked, asked again, all managers asked, marked; and whose owners cannot be reached."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions.confirming import confirm
from dalil.guide.confirming import Step, mark_of, marks_of
from dalil.guide.field_words import FIELDS
from dalil.guide.models import HowVerified, Organisation, Reminder
from dalil.guide.owning import ownerships
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.truth import confirmed_in

ON_A_PAGE = 50
TABS = ("due", "marked", "unreachable")


@for_editors
def verification_list(request: HttpRequest) -> HttpResponse:
    """The entries that somebody holds and that are due, latest first; five queries, whatever the number on the page."""
    tab = request.GET.get("tab", "due")
    held = {one.entry.pk: one for one in ownerships()}
    profiles = profiles_of(held)
    known = confirmed_in(profiles, timezone.localdate())
    due = [pk for pk in held if pk in known and known[pk].step != Step.NOTHING]
    asked = list(Reminder.objects.filter(organisation__in=due, answered_at=None).order_by("sent_at"))
    reached = {one.organisation_id for one in asked if one.is_reachable}
    chosen = {
        "marked": lambda pk: known[pk].since is not None,
        "unreachable": lambda pk: pk not in reached,
    }.get(tab, lambda pk: True)
    numbers = sorted(filter(chosen, due), key=lambda pk: (str(known[pk].base), pk))
    page = Paginator(numbers, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [
        {
            "entry": held[pk].entry,
            "title": profiles[pk].title(),
            "body": held[pk].body,
            "known": known[pk],
            "asked": [one for one in asked if one.organisation_id == pk],
        }
        for pk in page.object_list
    ]
    context = {"here": "verifications", "page": page, "lines": lines, "tab": tab if tab in TABS else "due"}
    return render(request, "guide/pages/staff/verification_list.html", context)


@for_editors
def verification_check(request: HttpRequest, number: str) -> HttpResponse:
    """An editor's check of one entry, or of one field, against a source."""
    shown = get_object_or_404(Organisation.objects.current(), pk=number)
    profile = profiles_of([shown.pk]).get(shown.pk, Profile())
    marks = marks_of(profile)
    if request.method == "POST" and attempt(
        request,
        lambda: confirm(
            organisation=shown,
            seen=typed(request, "seen", 64),
            how=HowVerified.EDITOR,
            by=person_of(request),
            at=timezone.now(),
            field=typed(request, "field", 20),
            source=typed(request, "source"),
        ),
        _("Noted: checked today."),
    ):
        return redirect(shown.get_absolute_url())
    context = {
        "here": "verifications",
        "organisation": shown,
        "title": profile.title(),
        "seen": mark_of(marks),
        "fields": [("", FIELDS[""]), *((name, FIELDS[name]) for name in marks)],
        "looks": shown.verifications.select_related("by", "body").order_by("-at")[:20],
    }
    return render(request, "guide/pages/staff/verification_check.html", context)
