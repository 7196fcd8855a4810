"""What organisations stated of themselves and no editor has looked at yet: shown already, or waiting, as the operator chose."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of, viewer_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions.stating_own import decide_statement
from dalil.guide.models import OwnStatement, StatementState
from dalil.guide.owners_visibility import STATEMENTS
from dalil.guide.spelt_out import differences

ON_A_PAGE = 30
TO_LOOK_AT = (StatementState.WAITING, StatementState.SHOWN)


@for_editors
def own_statements(request: HttpRequest) -> HttpResponse:
    """The page."""
    seen = STATEMENTS.visible(OwnStatement.objects.filter(state__in=TO_LOOK_AT), viewer_of(request))
    rows = seen.select_related("body", "organisation").order_by("at", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    language = get_language() or "en"
    shown = [(one, differences(one.before, one.after, language)) for one in page.object_list]
    return render(
        request, "guide/pages/staff/own_statements.html", {"here": "statements", "page": page, "shown": shown}
    )


@for_editors
@require_POST
def own_statement_decide(request: HttpRequest, number: int) -> HttpResponse:
    """It may stand, or it goes back to what stood before."""
    found = get_object_or_404(STATEMENTS.visible(OwnStatement.objects.all(), viewer_of(request)), pk=number)
    is_fine, by, at = request.POST.get("decision") == "fine", person_of(request), timezone.now()
    reason = typed(request, "reason", 500)
    attempt(
        request,
        lambda: decide_statement(statement=found, is_fine=is_fine, by=by, at=at, reason=reason),
        _("It stands.") if is_fine else _("Taken back."),
    )
    return redirect("guide:own_statements")
