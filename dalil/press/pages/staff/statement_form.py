"""Drafting a statement, and changing a draft. It never publishes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.once import once
from dalil.access.viewer import person_of
from dalil.guide.acting import version_in
from dalil.guide.actions.refusals import Refused
from dalil.press.actions import statements
from dalil.press.models import Statement, StatementState
from dalil.press.staff_forms import StatementForm, words_of


@for_editors
@once()
def statement_add(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    form = StatementForm(request.POST or None, initial={"dated_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        statements.draft_statement(
            texts=form.texts(), dated_on=form.cleaned_data["dated_on"], by=person_of(request), at=timezone.now()
        )
        messages.success(request, _("Noted."))
        return redirect("press:statement_list")
    return shown(request, form)


@for_editors
def statement_change(request: HttpRequest, key: int) -> HttpResponse:
    """Change a draft."""
    statement = get_object_or_404(Statement, pk=key, state=StatementState.DRAFTED)
    form = StatementForm(request.POST or None, initial=words_of(statement))
    if request.method == "POST" and form.is_valid():
        try:
            statements.change_statement(
                statement=statement,
                version=version_in(request),
                texts=form.texts(),
                dated_on=form.cleaned_data["dated_on"],
                by=person_of(request),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Noted."))
            return redirect("press:statement_list")
    return shown(request, form, statement)


def shown(request: HttpRequest, form: StatementForm, statement: Statement | None = None) -> HttpResponse:
    """The page."""
    page = {"here": "editions", "form": form, "statement": statement}
    return render(request, "press/pages/staff/statement_form.html", page, status=422 if form.errors else 200)
