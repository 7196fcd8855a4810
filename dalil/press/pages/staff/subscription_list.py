"""The platforms whose editions are taken in: how it stands with each, and a look right now. It approves nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.actions.refusals import Refused
from dalil.press.actions import subscribing
from dalil.press.models import Subscription


@for_editors
def subscription_list(request: HttpRequest) -> HttpResponse:
    """The page; one query."""
    found = Subscription.objects.select_related("source").order_by("source__name")
    return render(request, "press/pages/staff/subscription_list.html", {"here": "editions", "subscriptions": found})


@for_editors
@require_POST
def subscription_look(request: HttpRequest, key: int) -> HttpResponse:
    """Look whether there is a newer edition; its plan is made and waits for approval."""
    subscription = get_object_or_404(Subscription.objects.select_related("source"), pk=key)
    try:
        look = subscribing.update_subscription(subscription=subscription, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("press:subscription_list")
    if look.intake is not None:
        return redirect("guide:intake", look.intake.pk)
    messages.success(request, _("There is nothing new."))
    return redirect("press:subscription_list")
