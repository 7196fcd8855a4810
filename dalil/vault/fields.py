"""Model fields for private values: the database holds ciphertext and nothing else.

They never look anything up, order or compare; a `BlindIndex` beside them finds exact matches. Saving and opening is for
`models.records`, which gets the keys.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from dalil.vault.forms import PrivateCharField, PrivateTextField
from dalil.vault.sealed import NotReadable, Sealed

MOST_CHARACTERS: Final = 100_000


class _Attribute(DeferredAttribute):
    """What stands for the field on a row: assigning a value seals it in, and reading gives the `Sealed`."""

    field: "PrivateField"

    def __set__(self, row: models.Model, value: Any) -> None:
        """A plain value is kept for saving, out of sight; ciphertext is told where it belongs when it first comes to a row."""
        taken = self.field.taken_in(value)
        if taken is not None and taken.ciphertext is not None and taken.home is None:
            taken.home = (row.pk, self.field.name)
        row.__dict__[self.field.attname] = taken


class PrivateField(models.BinaryField):  # type: ignore[type-arg]
    """A private value as ciphertext, bound to model, field and record."""

    empty_strings_allowed = False
    descriptor_class = _Attribute
    form_class: type[forms.Field] = PrivateTextField

    def __init__(self, *args: Any, longest: int = MOST_CHARACTERS, **kwargs: Any) -> None:
        """`longest` is how many characters the value may have."""
        for option in ("db_index", "unique", "primary_key", "choices", "db_default"):
            if kwargs.get(option):
                raise FieldError(f"a private field takes no {option}")
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)
        self.longest = longest
        # BinaryField checks the length of octets, and of the ciphertext at that.
        self.validators = []

    def deconstruct(self) -> Any:
        """For migrations it is octets, and always was: no migration ever needs a key."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, "django.db.models.BinaryField", args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Only a private record has a key for it."""
        found = [*super().check(**kwargs)]
        if not hasattr(self.model, "record_key"):
            found.append(checks.Error(f"{self} stands in a model that is no PrivateRecord.", id="vault.E005"))
        return found

    def taken_in(self, value: Any) -> Sealed | None:
        """An assigned value as `Sealed`; one that has no place here is refused by name."""
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(pending=self.to_octets(value))

    def to_octets(self, value: Any) -> bytes:
        """The value as it is encrypted."""
        raise NotImplementedError

    def from_octets(self, octets: bytes) -> Any:
        """The value again."""
        raise NotImplementedError

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> Sealed | None:
        """What the database holds, sealed."""
        return None if value is None else Sealed(ciphertext=bytes(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Ciphertext alone reaches the database."""
        if value is None:
            return None
        if not isinstance(value, Sealed) or value.ciphertext is None or value.pending is not None:
            raise NotReadable(f"{self.name} can only be saved through its record")
        return super().get_db_prep_value(value.ciphertext, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Whether there is a value may be asked, and nothing else."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        """None: nothing can be made of ciphertext."""
        return

    def to_python(self, value: Any) -> Any:
        """As it is: forms clean it."""
        return value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Absence is refused where a value must be; the value itself was looked at when it was assigned."""
        if value is None and not self.null:
            raise ValidationError(_("This field is required."), code="required")
        return value

    def value_from_object(self, obj: models.Model) -> Any:
        """Nothing: no form and no serialiser gets it."""
        return None

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Refused: a private value is never serialised."""
        raise NotReadable(f"{self.name} is never serialised")

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """A form field that browsers do not remember, and error reports do not show."""
        given = {"required": not (self.blank or self.null), "label": self.verbose_name, "help_text": self.help_text}
        return self.form_class(**{"max_length": self.longest, **given, **kwargs})


class WrappedKey(models.BinaryField):  # type: ignore[type-arg]
    """The wrapped key of a record. It is never serialised, so no private record is: it would come out without values."""

    def deconstruct(self) -> Any:
        """For migrations it is octets."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Refused."""
        raise NotReadable("a private record is never serialised")


class PrivateText(PrivateField):
    """Private text, in any script."""

    form_class = PrivateCharField

    def to_octets(self, value: Any) -> bytes:
        """UTF-8."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text")
        if len(value) > self.longest:
            raise ValidationError(_("At most %(most)s characters."), code="max_length", params={"most": self.longest})
        try:
            return value.encode()
        except UnicodeEncodeError:
            # The message of Python's own error would show the value.
            raise ValidationError(_("This holds characters that cannot be kept."), code="invalid") from None

    def from_octets(self, octets: bytes) -> str:
        """Text again."""
        return octets.decode()


class PrivateJSON(PrivateField):
    """Private values in a structure."""

    def to_octets(self, value: Any) -> bytes:
        """JSON in UTF-8."""
        try:
            return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        except (TypeError, ValueError):
            raise TypeError(f"{self.name} takes what JSON can hold") from None

    def from_octets(self, octets: bytes) -> Any:
        """The structure again."""
        return json.loads(octets)


class BlindIndex(models.BinaryField):  # type: ignore[type-arg]
    """A code of another field's value by which exact matches are found: keyed, so that nobody computes it without the agent.

    It gives away which rows hold the same value, and how often (decision 27).
    """

    def __init__(self, *args: Any, of: str = "", normalise: Callable[[str], str] | None = None, **kwargs: Any) -> None:
        """`of` is the private text that it is made of, `normalise` what makes spellings of it one."""
        kwargs.setdefault("db_index", not kwargs.get("unique"))
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)
        self.of, self.normalise = of, normalise

    def deconstruct(self) -> Any:
        """For migrations it is octets."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def get_lookup(self, lookup_name: str) -> Any:
        """The same code, one of several, or none; there is nothing else to ask."""
        return super().get_lookup(lookup_name) if lookup_name in {"exact", "in", "isnull"} else None

    def get_prep_value(self, value: Any) -> Any:
        """A code, never the value: `objects.matching(field=...)` makes the one of the other."""
        if value is not None and not isinstance(value, bytes | memoryview):
            raise NotReadable(f"{self.name} is looked up with objects.matching({self.of}=…)")
        return super().get_prep_value(value)

    def spelled(self, value: str) -> bytes:
        """The value as the code is made of it."""
        return (self.normalise(value) if self.normalise else value).encode()


def private_fields(model: type[models.Model]) -> Sequence[PrivateField]:
    """The private fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, PrivateField)]


def blind_indexes(model: type[models.Model]) -> Sequence[BlindIndex]:
    """The blind indexes of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndex)]
