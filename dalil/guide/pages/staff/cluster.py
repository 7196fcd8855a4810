"""Why the records of an organisation are one: every link with its evidence and who decided it, the weakest marked.

It never changes anything itself: splitting and undoing have pages of their own, to which it leads.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dalil.access.gates import for_editors
from dalil.guide.automation import calibration_now
from dalil.guide.cluster import HEIGHT, WIDTH, cluster_of
from dalil.guide.models import Organisation
from dalil.guide.waterfall import Yardstick


@for_editors
def organisation_cluster(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=number)
    page = {
        "here": "organisations",
        "organisation": organisation,
        "cluster": cluster_of(organisation, Yardstick(calibration_now())),
        "box": f"0 0 {WIDTH} {HEIGHT}",
    }
    return render(request, "guide/pages/staff/cluster.html", page)
