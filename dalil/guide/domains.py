"""Whether a mail address lies at the web domain that an entry lists: the careful comparison behind one kind of evidence.

It never asks the network, and where it can't tell it says no: an owner whose domain is not understood has other ways.
Only the very same name counts. A name below or above it may be somebody else's: whoever has mail at a university is not the
society whose page lies there, and a head office is not its branch.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from dalil.linkage.hosts import host_of

# Names by which a body's own web or mail server goes; the rest of the name is the body's.
_SERVICES: Final = frozenset({"www", "www1", "www2", "web", "mail", "email", "en", "ar", "fr", "he"})
# Whose mail anybody may have: an entry that lists one of them proves nothing.
_FREE_MAIL: Final = frozenset(
    {
        "163.com", "126.com", "aim.com", "aol.com", "att.net", "bezeqint.net", "bk.ru", "bluewin.ch", "comcast.net",
        "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "hush.com", "hushmail.com",
        "icloud.com", "inbox.ru", "laposte.net", "libero.it", "list.ru", "live.co.uk", "live.com", "live.fr", "mac.com",
        "mail.com", "mail.ru", "mailinator.com", "maktoob.com", "me.com", "msn.com", "naver.com", "netvision.net.il",
        "orange.fr", "outlook.com", "outlook.fr", "pm.me", "posteo.de", "posteo.net", "proton.me", "protonmail.com",
        "qq.com", "rambler.ru", "rediffmail.com", "riseup.net", "rocketmail.com", "sfr.fr", "t-online.de", "tuta.com",
        "tuta.io", "tutanota.com", "tutanota.de", "verizon.net", "wanadoo.fr", "web.de", "windowslive.com", "yahoo.co.il",
        "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
        "walla.co.il", "walla.com", "hadara.ps", "palnet.com", "p-ol.com", "zahav.net.il", "012.net.il",
    }
)  # fmt: skip
# Below a land's own ending these are kinds of bodies, not bodies: "org.ps" is nobody's.
_KINDS_OF_BODIES: Final = frozenset(
    "ac asso co com edu gob gouv gov gv info k12 ltd me mil muni name ne net ngo nom or org plc sch".split()
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+)*", re.ASCII)
# Letters that older and newer rules for names write differently: of a name with one it can't be told which is meant.
_WRITTEN_TWO_WAYS: Final = frozenset("ßς\u200c\u200d")
LONGEST_MAIL: Final = 254
LONGEST_NAME: Final = 253


def plain_name(host: str) -> str:
    """The name of a host as the network writes it (`xn--…` for other scripts); empty when it is none, or can't be told."""
    host = host.strip().removesuffix(".")
    if not host or len(host) > LONGEST_NAME:
        return ""
    labels = [_plain_label(label) for label in host.split(".")]
    name = ".".join(labels)
    is_one = len(labels) > 1 and all(labels) and len(name) <= LONGEST_NAME and not labels[-1].isdigit()
    return name if is_one else ""


def _plain_label(label: str) -> str:
    if label.isascii():
        label = label.lower()
        return label if _LABEL.fullmatch(label) and _is_honest(label) else ""
    folded = unicodedata.normalize("NFKC", label).casefold()
    # A label that is not written as it is meant (full width, large letters in another script) may be meant to mislead.
    if folded != unicodedata.normalize("NFC", label).lower() or _WRITTEN_TWO_WAYS & set(label):
        return ""
    if not all(unicodedata.category(sign)[0] in "LMN" or sign == "-" for sign in folded):
        return ""
    plain = "xn--" + folded.encode("punycode").decode("ascii")
    return plain if _LABEL.fullmatch(plain) else ""


def _is_honest(label: str) -> bool:
    """Whether a label that says it stands for other letters stands for exactly those."""
    if not label.startswith("xn--"):
        return True
    try:
        meant = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return False
    return not meant.isascii() and _plain_label(meant) == label


def bearer_of(host: str) -> str:
    """The part of a host's name that is its bearer's own, without `www` and the like; empty when it is nobody's."""
    labels = plain_name(host).split(".")
    while len(labels) > 2 and labels[0] in _SERVICES:
        labels = labels[1:]
    name = ".".join(labels)
    return "" if len(labels) < 2 or name in _FREE_MAIL or _is_of_many(labels) or not host_of(name) else name


def _is_of_many(labels: list[str]) -> bool:
    return len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _KINDS_OF_BODIES


def domain_of_link(link: str) -> str:
    """The domain that a listed web address speaks for; empty for one where many bodies have pages, or that is no address."""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and not parts.username and port in (None, 80, 443)
    return bearer_of(host) if is_web and host_of(link) else ""


def domain_of_mail(address: str) -> str:
    """The domain of a mail address; empty for one that is no plain address, or one that anybody may have."""
    local, at, host = address.strip().rpartition("@")
    # Only plain ones: what is quoted, commented or routed on is read differently by different machines.
    if not at or len(address) > LONGEST_MAIL or len(local) > 64 or not _LOCAL.fullmatch(local):
        return ""
    return bearer_of(host)


def are_at_one_domain(*, mail: str, link: str) -> bool:
    """Whether mail at this address shows that one commands this website's domain."""
    domain = domain_of_mail(mail)
    return bool(domain) and domain == domain_of_link(link)
