"""Seeing to it that a key agent runs: at start, and again whenever it ended by itself. It never unlocks or makes keys."""

from django.conf import settings

from dalil.vault import client, protocol
from dalil.vault.client import NoKeys


class Watch:
    """The agent of a server: without a limit of idleness, ended with the server unless somebody typed its passphrase."""

    def __init__(self) -> None:
        """Starts one if none answers."""
        self.started = False
        self.look()

    def look(self) -> bool:
        """Whether one answers now; started anew where none did and the platform is not sealed."""
        return client.listens() or self._start()

    def stop(self) -> None:
        """End the agent that was started here; one that somebody unlocked goes on."""
        if self.started and not settings.DALIL_KEYS_ATTENDED:
            client.stop()

    def _start(self) -> bool:
        if client.is_sealed() or not (client.folder() / protocol.KEYRING).exists():
            return False
        try:
            client.start(idle=None)
        except NoKeys:
            return False
        self.started = True
        return True


def agent_for_now() -> protocol.Condition:
    """How the agent is, started if need be: for commands that also work without keys."""
    try:
        return client.condition()
    except NoKeys:
        if client.is_sealed():
            raise
        client.start(idle=None if settings.DALIL_KEYS_ATTENDED else client.IDLE_SECONDS)
        return client.condition()
