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
MOST_CODES_FOR_SESSION = 5
MOST_CODES_FOR_PERSON = 10


def may_try(*, sign_in_name: str, address: str, at: datetime) -> bool:
    """Whether this attempt is allowed. It is counted before the password is looked at, so a hundred at once gain nothing."""
    return _noted(_limits(sign_in_name, address), at)


def may_try_code(*, person: int, session: str, at: datetime) -> bool:
    """Whether a code by time may be tried, of this person in this session; only who knows the password comes so far."""
    return _noted(
        {
            _key("code and person", str(person)): MOST_CODES_FOR_PERSON,
            _key("code and session", session): MOST_CODES_FOR_SESSION,
        },
        at,
    )


def may_try_link(*, address: str, at: datetime) -> bool:
    """Whether the secret of an invitation or a recovery may be tried from this address."""
    return _noted({_key("link and address", neighbourhood(address)): MOST_FOR_ADDRESS}, at)


def forget(*, sign_in_name: str, address: str) -> None:
    """After a success: the failures of this name from this address no longer count. Those of the address go on counting."""
    pair, _ = _limits(sign_in_name, address)
    SignInAttempt.objects.filter(key=pair).delete()


def forget_codes(*, person: int, session: str) -> None:
    """After a right code: the wrong ones before it no longer count."""
    keys = [_key("code and person", str(person)), _key("code and session", session)]
    SignInAttempt.objects.filter(key__in=keys).delete()


def _noted(limits: dict[str, int], at: datetime) -> bool:
    """Each notes itself first and then counts, so of those who come together no more than allowed see themselves within."""
    SignInAttempt.objects.filter(at__lt=at - WINDOW).delete()
    noted = SignInAttempt.objects.bulk_create(SignInAttempt(key=key, at=at) for key in limits)
    if any(SignInAttempt.objects.filter(key=key).count() > most for key, most in limits.items()):
        SignInAttempt.objects.filter(pk__in=[attempt.pk for attempt in noted]).delete()
        return False
    return True


def _limits(sign_in_name: str, address: str) -> dict[str, int]:
    place = neighbourhood(address)
    return {
        _key("name and address", sign_in_name.casefold(), place): MOST_FOR_NAME_AND_ADDRESS,
        _key("address", place): MOST_FOR_ADDRESS,
    }


def _key(*parts: str) -> str:
    return salted_hmac("dalil.accounts.limits", "\n".join(parts), algorithm="sha256").hexdigest()
