"""The host of a web address, if it tells whose it is.

It never opens an address.
"""

import re
from typing import Final

# A host on which many bodies have pages says nothing about one of them.
_SHARED_HOSTS: Final = frozenset(
    {
        "archive.org", "bit.ly", "blogspot.com", "canada.ca", "europa.eu", "facebook.com", "fb.com", "geocities.com",
        "github.com", "github.io", "globalgiving.org", "gofundme.com", "google.com", "gov.uk", "instagram.com",
        "linkedin.com", "linktr.ee", "medium.com", "nhs.uk", "ror.org", "t.me", "telegram.me", "tripod.com",
        "tumblr.com", "twitter.com", "un.org", "weebly.com", "wikidata.org", "wikipedia.org", "wixsite.com",
        "wordpress.com", "x.com", "yahoo.com", "youtu.be", "youtube.com",
    }
)  # fmt: skip
_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?([^/:?#\s]+)", re.IGNORECASE)


def host_of(link: str) -> str:
    """Return the host of a web address without `www.`, or "" if it is shared by many bodies or there is none."""
    match = _HOST.match(link.strip())
    host = match[1].lower().removeprefix("www.").rstrip(".") if match else ""
    parts = host.split(".")
    if len(parts) < 2 or any(".".join(parts[start:]) in _SHARED_HOSTS for start in range(len(parts) - 1)):
        return ""
    return host


_OF_MANY: Final = frozenset("ac co com edu gob gov gouv mil net ngo nhs org or www web".split())


def labels_of(host: str) -> tuple[str, ...]:
    """Return the parts of a host that are its bearer's own choice: often the acronym of the name.

    >>> labels_of("pchr.org.ps")
    ('pchr',)
    """
    return tuple(part for part in host.split(".")[:-1] if part not in _OF_MANY)
