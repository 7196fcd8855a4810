"""The addresses of the guide: the public pages at the top, the desk of the editors under `staff/`."""

from django.urls import include, path

from dalil.guide.pages.about import about
from dalil.guide.pages.history import history
from dalil.guide.pages.home import home
from dalil.guide.pages.organisation import organisation
from dalil.guide.pages.place import place
from dalil.guide.pages.results import results
from dalil.guide.pages.sector import sector
from dalil.guide.pages.source import source
from dalil.guide.pages.sources import sources
from dalil.guide.pages.suggest import suggest

app_name = "guide"

urlpatterns = [
    path("", home, name="home"),
    path("organisations/", results, name="results"),
    path("organisations/<slug:number>/", organisation, name="organisation"),
    path("organisations/<slug:number>/history/", history, name="history"),
    path("sectors/<slug:code>/", sector, name="sector"),
    path("places/<slug:code>/", place, name="place"),
    path("sources/", sources, name="sources"),
    path("sources/<slug:slug>/", source, name="source"),
    path("about/", about, name="about"),
    path("suggest/", suggest, name="suggest"),
    path("", include("dalil.guide.truth_urls")),
    path("", include("dalil.guide.owner_urls")),
    path("member/", include("dalil.guide.member_urls")),
    path("staff/", include("dalil.guide.staff_urls")),
]
