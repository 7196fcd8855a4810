"""Who acts on a member's page: the person, the body for which they act, and as what. It writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from dalil.access.viewer import Viewer, person_of, viewer_of
from dalil.accounts.models import Body, DelegateRole, Person
from dalil.guide.owners_visibility import KEEPERS


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, for which body, as what, now."""

    viewer: Viewer
    person: Person
    body: Body
    role: DelegateRole
    at: datetime

    @property
    def is_manager(self) -> bool:
        """Whether they may name delegates."""
        return self.role == DelegateRole.MANAGER

    @property
    def keeps(self) -> bool:
        """Whether they may change the entry."""
        return self.role in KEEPERS


def acting(request: HttpRequest) -> Acting:
    """Who acts here; on pages whose gate lets delegates in alone."""
    viewer = viewer_of(request)
    if viewer.acting_for is None:
        raise Http404
    body = Body.objects.get(pk=viewer.acting_for)
    return Acting(viewer, person_of(request), body, viewer.acts_for[body.pk], timezone.now())
