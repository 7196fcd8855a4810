"""What is protected, and what is not: for every reader, in plain words. It never depends on who is looking."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.access.protection import KEPT, LIMITS


@public("everybody may know what is protected here, and what is not")
def protection(request: HttpRequest) -> HttpResponse:
    """The page."""
    shown = {"kept": KEPT, "limits": LIMITS, "contact": settings.DALIL_SECURITY_CONTACT}
    return render(request, "access/pages/protection.html", shown)
