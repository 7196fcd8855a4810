"""Where the press keeps what: DALIL_HOME/press for editions under way, DALIL_HOME/mirror for what is public and signed.

Of what lies there it reads the first root and nothing else; it writes nothing.
"""

from pathlib import Path

from django.conf import settings

from dalil.mirrors import digest
from dalil.press.models import Edition


def workshop(edition: Edition) -> Path:
    """Where an edition is made. What lies in it is named by the edition's card: frozen anew, it has folders of its own."""
    return Path(settings.DALIL_HOME) / "press" / f"edition-{edition.pk}"


def beginnings() -> Path:
    """Where contents are frozen before there is an edition that they are of."""
    return Path(settings.DALIL_HOME) / "press" / "begun"


def frozen(edition: Edition) -> Path:
    """The frozen content of an edition."""
    return workshop(edition) / f"frozen-{edition.card_digest[:16]}"


def made(edition: Edition) -> Path:
    """The products that are complete, a folder each, named as the product."""
    return workshop(edition) / f"made-{edition.card_digest[:16]}"


def making(edition: Edition) -> Path:
    """The product that is being made; whatever is in it is worth nothing."""
    return workshop(edition) / f"making-{edition.card_digest[:16]}"


def mirror() -> Path:
    """The public folder: what it holds may be copied by anyone."""
    return Path(settings.DALIL_HOME) / "mirror" / "public"


def draft() -> Path:
    """Metadata that wait for signatures."""
    return Path(settings.DALIL_HOME) / "mirror" / "draft"


def ready() -> Path:
    """Files besides the editions that are to be published."""
    return Path(settings.DALIL_HOME) / "mirror" / "ready"


def turn() -> Path:
    """Whoever publishes holds this file."""
    return Path(settings.DALIL_HOME) / "mirror" / "turn"


def looked_at() -> Path:
    """How everything stood when the mirror lacked nothing, so that an idle worker need not look through all of it."""
    return Path(settings.DALIL_HOME) / "mirror" / "looked-at"


def keys() -> Path:
    """Keys that lie on this machine: for the demo, and the online key of a real platform."""
    return Path(settings.DALIL_HOME) / "keys"


def editions() -> Path:
    """The published editions within the public folder."""
    return mirror() / "editions"


def fingerprint() -> str:
    """The fingerprint of the first root, by which a reader knows that a copy is ours; empty when nothing is signed yet."""
    path = mirror() / "metadata" / "1.root.json"
    return digest(path.read_bytes()) if path.exists() else ""
