"""What is answered below `/api/` where there is nothing: a problem that a program can read. It never guesses what was meant."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from dalil.access.gates import public
from dalil.press.api.endpoint import REASON, address_of_problems
from dalil.press.api.problems import absent
from dalil.press.api.sending import opened, told, without_body


@public(REASON)
@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Nothing is here."""
    response = opened(told(absent(), address_of_problems(request)))
    return without_body(response) if request.method == "HEAD" else response
