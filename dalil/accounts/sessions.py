"""Sessions: kept under a hash of their key, and ended by time, by their owner, or by a change of what they rest on.

It never keeps the key of a session and never asks who may end one: that is for `access`. Django calls the store
(SESSION_ENGINE), so here alone the clock is read.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from dalil.accounts.models import LiveSession, Person

BEGUN_AT, DEVICE = "begun_at", "device"

# Families as browsers name themselves, the more special first: every one of them also claims to be another.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionStore(SessionBase):
    """Django's session, as this platform keeps it."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it ended, whatever cookie was sent."""
        key = self.session_key
        row = LiveSession.objects.alive(timezone.now()).filter(key_hash=hash_of(key)).first() if key else None
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row.data))

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return LiveSession.objects.filter(key_hash=hash_of(session_key)).exists()

    def create(self) -> None:
        """A session with a new key, kept at once."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # the stubs leave it out
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Keeps it. One that was ended meanwhile stays ended: it is altered, never made again."""
        if self.session_key is None:
            return self.create()
        now = timezone.now()
        held: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # as above
        held.setdefault(BEGUN_AT, now.timestamp())
        columns = _columns(held, now) | {"data": self.encode(held)}
        if must_create:
            try:
                with transaction.atomic():
                    LiveSession.objects.create(key_hash=hash_of(self.session_key), **columns)
            except IntegrityError as taken:
                raise CreateError from taken
        elif not LiveSession.objects.filter(key_hash=hash_of(self.session_key)).update(**columns):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """Ends it."""
        key = session_key or self.session_key
        if key:
            LiveSession.objects.filter(key_hash=hash_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Erases what ended by itself."""
        clear_ended(at=timezone.now())


def hash_of(key: str) -> str:
    """What is kept in place of a session's key. The key has 165 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(key.encode()).hexdigest()


def clear_ended(*, at: datetime) -> int:
    """Erases the sessions that ended by time; says how many. While there are none it takes no right to write."""
    ended = LiveSession.objects.filter(ends_at__lte=at)
    return ended.delete()[0] if ended.exists() else 0


def end_all_of(person: Person, *, but: str | None = None) -> int:
    """Ends the sessions of a person, save the one with this key; says how many."""
    sessions = LiveSession.objects.filter(person=person)
    if but:
        sessions = sessions.exclude(key_hash=hash_of(but))
    return sessions.delete()[0]


def end_everybodys() -> int:
    """Ends every session on the platform; says how many."""
    return LiveSession.objects.all().delete()[0]


def device_of(user_agent: str) -> str:
    """Browser and system by family, such as "Firefox, Linux"; the version and all else is left out."""
    found = [next((name for sign, name in kinds if sign in user_agent), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)


def _columns(held: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    begun = datetime.fromtimestamp(float(held[BEGUN_AT]), tz=now.tzinfo)
    person = held.get(SESSION_KEY)
    idle = settings.SESSION_IDLE if person else settings.SESSION_OF_STRANGER
    return {
        "person_id": int(person) if person else None,
        "device": str(held.get(DEVICE, ""))[:60],
        "begun_at": begun,
        "seen_at": now,
        "ends_at": min(now + idle, begun + settings.SESSION_TOTAL),
    }
