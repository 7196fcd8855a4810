"""security.txt, for whoever found a weakness. Without DALIL_SECURITY_CONTACT there is none: it never shows a wrong address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from dalil.access.gates import public
from dalil.access.security_txt import text


@public("whoever found a weakness must be able to tell us")
def security_txt(request: HttpRequest) -> HttpResponse:
    """The text of RFC 9116."""
    if not settings.DALIL_SECURITY_CONTACT:
        raise Http404
    said = text(
        contact=settings.DALIL_SECURITY_CONTACT,
        address=settings.DALIL_PUBLIC_ADDRESS,
        languages=[code for code, _ in settings.LANGUAGES],
    )
    return HttpResponse(said, content_type="text/plain; charset=utf-8")
