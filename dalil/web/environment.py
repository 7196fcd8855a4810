"""Reads what the operator set in the environment, for `settings.py` alone.

It never guesses: a value that can't be understood stops the start with a sentence that names it.
"""

import os
import secrets
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from dalil.access.mail_server import MailServer


class NotUnderstood(ImproperlyConfigured):
    """A setting in the environment has a value that makes no sense."""


def flag(name: str) -> bool:
    """Whether the setting is on; off when absent."""
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "no", "yes", "false", "true"}:
        raise NotUnderstood(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "yes", "true"}


def flag_with(name: str, *, package: str, extra: str) -> bool:
    """Whether the setting is on; on without what it needs stops the start and says what to install."""
    is_on = flag(name)
    if is_on and find_spec(package) is None:
        raise NotUnderstood(f"{name} needs the extra `dalil[{extra}]`: pip install {package}")
    return is_on


def number(name: str, default: int) -> int:
    """The setting as a whole number, not below zero."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        raise NotUnderstood(f"{name} must be a whole number, not {value!r}")
    return int(value)


def listed(name: str) -> list[str]:
    """The setting as a list: its parts are set apart by commas."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def place_of_files(name: str) -> str:
    """A folder as a full path, or the address of a bucket as it stands; empty when absent."""
    value = os.environ.get(name, "").strip()
    if value.startswith("s3://"):
        if find_spec("obstore") is None:
            raise NotUnderstood(f"{name} needs the extra `dalil[s3]`: pip install obstore")
        if not urlsplit(value).netloc:
            raise NotUnderstood(f"{name} names no bucket: s3://bucket/prefix")
        return value
    if "://" in value:
        raise NotUnderstood(f"{name} must be a folder or s3://bucket/prefix, not {value!r}")
    return str(Path(value).resolve()) if value else ""


def kept_secret(path: Path) -> str:
    """The secret in this file; made at the first start, for the owner's eyes alone, once even if two start together."""
    if not path.exists():
        # The home is made here if it is new: the database in it is for its owner's eyes as well.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as draft:  # made with 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            # If another process is first, its secret holds.
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text("ascii").strip()


def database_from(url: str, home: Path) -> dict[str, Any]:
    """PostgreSQL at `url`, or without one SQLite in `home`: either so set that no acknowledged write is ever lost."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "db.sqlite3",
            "OPTIONS": {
                "timeout": 30,
                # A transaction takes the right to write at its beginning, so two writers wait instead of failing.
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;",
            },
        }
    if not url.startswith(("postgresql://", "postgres://")):
        raise NotUnderstood("DATABASE_URL must begin with postgresql://")
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), "options": "-c synchronous_commit=on"}
    return parsed


def owner_from(url: str) -> dict[str, Any]:
    """As whom and where to sign in to PostgreSQL to prepare it; empty when that is the same as for everything else."""
    if not url:
        return {}
    if not url.startswith(("postgresql://", "postgres://")):
        raise NotUnderstood("DALIL_OWNER_DATABASE_URL must begin with postgresql://")
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    # The database is that of DATABASE_URL in any case.
    return {name: parsed[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}


def mail_server(name: str) -> MailServer | None:
    """The setting as `smtp://user:password@host:587?tls=1&from=dalil@guide.example`; None when absent."""
    url = os.environ.get(name, "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        told = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        host, port = parts.hostname or "", parts.port or 587
    except ValueError as wrong:
        raise NotUnderstood(f"{name} is not an address such as smtp://user:password@mail.example:587") from wrong
    sender = told.pop("from", "") or (unquote(parts.username or "") if "@" in unquote(parts.username or "") else "")
    encryption = told.pop("tls", "1")
    if parts.scheme != "smtp" or not host or told or encryption not in {"0", "1"}:
        raise NotUnderstood(
            f"{name} must look like smtp://user:password@mail.example:587?tls=1&from=dalil@guide.example"
        )
    if not sender:
        raise NotUnderstood(f"{name} must name the sender: add ?from=dalil@guide.example")
    return MailServer(
        host, port, sender, unquote(parts.username or ""), unquote(parts.password or ""), encryption == "1"
    )
