"""Statements as editors see them: drafts first; published by a second person, withdrawn with a reason here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors, freshly
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed, version_in
from dalil.press.actions import statements
from dalil.press.models import Statement, StatementState
from dalil.press.saying import said_in


@for_editors
def statement_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    language, by = get_language() or "en", person_of(request)
    drafts = Statement.objects.filter(state=StatementState.DRAFTED).select_related("drafted_by").order_by("-number")
    page = {
        "here": "editions",
        "drafts": [(said_in(one, language), one.drafted_by_id == by.pk) for one in drafts],
        "sayings": [said_in(one, language) for one in Statement.objects.public()],
    }
    return render(request, "press/pages/staff/statement_list.html", page)


@for_editors
@require_POST
@freshly
def statement_publish(request: HttpRequest, key: int) -> HttpResponse:
    """A second person publishes."""
    statement, version, by, at = (
        get_object_or_404(Statement, pk=key),
        version_in(request),
        person_of(request),
        timezone.now(),
    )
    attempt(
        request,
        lambda: statements.publish_statement(statement=statement, version=version, by=by, at=at),
        _("Published."),
    )
    return redirect("press:statement_list")


@for_editors
@require_POST
def statement_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take it back, with a reason."""
    statement, version, by, at = (
        get_object_or_404(Statement, pk=key),
        version_in(request),
        person_of(request),
        timezone.now(),
    )
    reason = typed(request, "reason")
    attempt(
        request,
        lambda: statements.withdraw_statement(statement=statement, version=version, reason=reason, by=by, at=at),
        _("Withdrawn. It stays readable at its address, with the reason."),
    )
    return redirect("press:statement_list")
