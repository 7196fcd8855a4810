"""What PostgreSQL is told about who is looking, as its settings have it. Apart from `second_wall`: it loads before the models.

It never tells it: `second_wall` does for one transaction, `database_roles` for a process that is a machine as a whole.
"""

from collections.abc import Sequence
from typing import Final

Told = tuple[str, str, str]
"""Number of the person, bodies and roles, as PostgreSQL writes them."""

NOBODY: Final[Told] = ("", "{}", "{}")
_SETTINGS: Final = ("dalil.person", "dalil.bodies", "dalil.roles")
_TELL: Final = "SELECT " + ", ".join(f"set_config('{name}', %s, {{0}})" for name in _SETTINGS)
TELL: Final = _TELL.format("true")
TELL_FOR_GOOD: Final = _TELL.format("false")

_process: list[Told] = []


def be_machine(name: str) -> None:
    """From now on this process is a machine of this name: the worker, the command line. The web never is."""
    _process[:] = [machine(name)]


def told_to_process() -> Told | None:
    """What holds for this whole process; None in the web, where nobody is looking until a gate says who."""
    return _process[0] if _process else None


def machine(name: str) -> Told:
    """A task of the machine: no person, no body."""
    if not name.isidentifier():
        raise ValueError("a machine is called by one plain word")
    return "", "{}", array(("machine", f"machine:{name}"))


def array(words: Sequence[str]) -> str:
    """As PostgreSQL writes an array of plain words."""
    return "{" + ",".join(words) + "}"
