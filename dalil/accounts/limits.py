"""How often one may try to sign in: counted by name and network address together, and by address alone.

It never locks an account: a stranger elsewhere who tries a name cannot keep its owner out. It never keeps a name or an
address in the clear.
"""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from dalil.accounts.models import SignInAttempt
from dalil.accounts.neighbours import neighbourhood

WINDOW = timedelta(minutes=15)
MOST_FOR_NAME_AND_ADDRESS = 5
MOST_FOR_ADDRESS = 30


def may_try(*, sign_in_name: str, address: str, at: datetime) -> bool:
    """Whether this attempt is allowed. It is counted before the password is looked at, so a hundred at once gain nothing.

    Each notes itself first and then counts, so of those who come together no more than allowed see themselves within.
    """
    limits = _limits(sign_in_name, address)
    SignInAttempt.objects.filter(at__lt=at - WINDOW).delete()
    noted = SignInAttempt.objects.bulk_create(SignInAttempt(key=key, at=at) for key in limits)
    if any(SignInAttempt.objects.filter(key=key).count() > most for key, most in limits.items()):
        SignInAttempt.objects.filter(pk__in=[attempt.pk for attempt in noted]).delete()
        return False
    return True


def forget(*, sign_in_name: str, address: str) -> None:
    """After a success: the failures of this name from this address no longer count. Those of the address go on counting."""
    pair, _ = _limits(sign_in_name, address)
    SignInAttempt.objects.filter(key=pair).delete()


def _limits(sign_in_name: str, address: str) -> dict[str, int]:
    place = neighbourhood(address)
    return {
        _key("name and address", sign_in_name.casefold(), place): MOST_FOR_NAME_AND_ADDRESS,
        _key("address", place): MOST_FOR_ADDRESS,
    }


def _key(*parts: str) -> str:
    return salted_hmac("dalil.accounts.limits", "\n".join(parts), algorithm="sha256").hexdigest()
