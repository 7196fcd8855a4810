"""An edition as editors decide on it: what changed, what will be missing, how far it is made; approve, abandon, revoke."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors, freshly
from dalil.access.viewer import person_of
from dalil.accounts.models import COMMAND_LINE
from dalil.guide.acting import attempt, typed, version_in
from dalil.press import folder
from dalil.press.actions import editions, making
from dalil.press.models import Edition, EditionState
from dalil.press.products import products_of
from dalil.press.wording import CHANGES, change_counts, product_named

SHOWN = 100


def edition_at(key: int) -> Edition:
    """An edition by its row; one that is abandoned has no page."""
    found = Edition.objects.exclude(state=EditionState.ABANDONED)
    return get_object_or_404(found.select_related("drafted_by", "approved_by", "revoked_by", "previous"), pk=key)


@for_editors
def edition_plan(request: HttpRequest, key: int) -> HttpResponse:
    """The page. While the worker makes the edition, it asks again by itself."""
    edition = edition_at(key)
    is_under_way = edition.state in (EditionState.DRAFTED, EditionState.APPROVED)
    changes = list(editions.changes_of(folder.frozen(edition)))
    for one in changes[:SHOWN]:
        one["label"] = str(CHANGES[one["kind"]])
    page = {
        "here": "editions",
        "edition": edition,
        "is_under_way": is_under_way,
        "is_working": edition.state == EditionState.APPROVED and not edition.problem,
        "is_own": edition.drafted_by_id == person_of(request).pk,
        "is_nobodys": edition.drafted_by.sign_in_name == COMMAND_LINE,
        "lacking": making.lacking(edition) if edition.state == EditionState.DRAFTED else [],
        "waiting": [product.name for product in making.waiting(edition)] if is_under_way else [],
        "products": len(products_of(making.frozen_of(edition).card)) if is_under_way else 0,
        "product": product_named(edition.product),
        "counts": change_counts(edition.changes),
        "changes": changes[:SHOWN],
        "more": max(0, len(changes) - SHOWN),
    }
    return render(request, "press/pages/staff/edition_plan.html", page)


@for_editors
@require_POST
@freshly
def edition_approve(request: HttpRequest, key: int) -> HttpResponse:
    """A second person approves."""
    edition, version, by, at = edition_at(key), version_in(request), person_of(request), timezone.now()
    attempt(
        request,
        lambda: editions.approve_edition(edition=edition, version=version, by=by, at=at),
        _("Approved. The worker makes it now; it is published when all of it is there and signed."),
    )
    return redirect("press:edition_plan", key=key)


@for_editors
@require_POST
def edition_again(request: HttpRequest, key: int) -> HttpResponse:
    """Go on with an edition that stopped."""
    edition, by, at = edition_at(key), person_of(request), timezone.now()
    attempt(request, lambda: editions.try_again(edition=edition, by=by, at=at), _("The worker goes on with it."))
    return redirect("press:edition_plan", key=key)


@for_editors
@require_POST
def edition_abandon(request: HttpRequest, key: int) -> HttpResponse:
    """Give it up."""
    edition, version, by, at = edition_at(key), version_in(request), person_of(request), timezone.now()
    is_done = attempt(
        request,
        lambda: editions.abandon_edition(edition=edition, version=version, by=by, at=at),
        _("Abandoned. Its number goes to the next edition."),
    )
    return redirect("press:edition_list") if is_done else redirect("press:edition_plan", key=key)


@for_editors
@require_POST
def edition_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Withdraw a published edition."""
    edition, version, by, at = edition_at(key), version_in(request), person_of(request), timezone.now()
    reason = typed(request, "reason")
    attempt(
        request,
        lambda: editions.revoke_edition(edition=edition, version=version, reason=reason, by=by, at=at),
        _("Revoked. The mirror says so as soon as it is signed."),
    )
    return redirect("press:edition_plan", key=key)
