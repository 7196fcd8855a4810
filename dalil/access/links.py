"""Links that let somebody in once: what is in them, how it is kept, and where they lead.

The secret stands behind a `#`, which browsers send to nobody: it is in no log and in no Referer. Kept is only its hash.
"""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def new_secret() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of it; the secret is random, so a plain hash cannot be turned round."""
    return hashlib.sha256(secret.strip().encode()).hexdigest()


def link(page: str, language: str, secret: str = "", *, of: str = "", base: str = "") -> str:
    """The whole address of a page in this language, with the secret. `base` is where the platform is when no address is set.

    `of` stands in the path, of a page that there is for each of many.
    """
    with translation.override(language):
        path = reverse(page, args=[of] if of else [])
    where = settings.DALIL_PUBLIC_ADDRESS or base.rstrip("/") or "http://localhost:8000"
    return f"{where}{path}#{secret}" if secret else f"{where}{path}"
