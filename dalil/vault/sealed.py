"""What a private field shows to the program: a value that is there, and that nothing prints, compares, copies out or sends.

It never opens itself: that is for `vault.actions`, which writes down who read what and why.
"""

from collections.abc import Iterator
from typing import Final, NoReturn

DOTS: Final = "•••"


class NotReadable(TypeError):
    """A private value was to be read, compared, ordered or serialised without being opened."""


class Sealed:
    """A private value. Before it is saved it still holds what was assigned; afterwards the ciphertext alone."""

    __slots__ = ("ciphertext", "home", "pending")

    def __init__(
        self, ciphertext: bytes | None = None, pending: bytes | None = None, home: tuple[object, str] | None = None
    ) -> None:
        """Either as it came from the database, or as it was assigned; `home` is the record and field of the ciphertext."""
        self.ciphertext = ciphertext
        self.pending = pending
        self.home = home

    def __repr__(self) -> str:
        """Nothing of the value."""
        return DOTS

    __str__ = __repr__

    def __format__(self, form: str) -> str:
        """Nothing of the value, whatever the form."""
        return DOTS

    def __html__(self) -> str:
        """As a template shows it."""
        return DOTS

    def __copy__(self) -> "Sealed":
        """The same: it is never changed but by saving."""
        return self

    def __deepcopy__(self, memo: object) -> "Sealed":
        """The same."""
        return self

    def _refuse(self, *others: object) -> NoReturn:
        raise NotReadable("a private value is opened with vault.actions.open_records, and nothing else is done with it")

    def __iter__(self) -> Iterator[str]:
        """Refused."""
        self._refuse()

    def __eq__(self, other: object) -> bool:
        """The same object, or refused: two ciphertexts of one value differ."""
        return True if self is other else self._refuse()

    def __hash__(self) -> int:
        """By the object: so it can stand in a set, and tells nothing."""
        return id(self)

    __len__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __contains__ = __getitem__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __int__ = __float__ = __bytes__ = _refuse

    def __bool__(self) -> bool:
        """Whether there is one, which it is; an absent value is None."""
        return True
