"""Full addresses, as the operator says the platform is reached. It never trusts the request when the operator has spoken."""

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """The full address of a path."""
    if settings.DALIL_PUBLIC_ADDRESS:
        return f"{settings.DALIL_PUBLIC_ADDRESS}{path}"
    return request.build_absolute_uri(path)
