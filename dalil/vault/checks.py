"""The checks at start: every model has a class of data, private records one that is encrypted, and keys lie outside the home.

They never look into the database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import Model

from dalil.accounts.data_classes import ENCRYPTED, DataClass
from dalil.vault.fields import blind_indexes, private_fields
from dalil.vault.models.records import PrivateRecord, PrivateRows

OURS: Final = "dalil."
FOREIGN: Final[Mapping[str, DataClass]] = {
    "auth.Permission": DataClass.G,
    "auth.Group": DataClass.S,
    "contenttypes.ContentType": DataClass.G,
    "sessions.Session": DataClass.S,
}
"""The class of each model that is not ours: whoever adds a library that brings tables says here what is in them."""


def every_model_has_a_class(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """One error for each model without a class, or with one that does not fit."""
    for model in apps.get_models(include_auto_created=True):
        yield from wrong_about(model)


def wrong_about(model: type[Model]) -> Iterator[CheckMessage]:
    """What is wrong about the class of one model."""
    # A table between two models is as they are: it holds pairs of numbers.
    if model._meta.auto_created:
        return
    if not model.__module__.startswith(OURS) and not issubclass(model, PrivateRecord):
        yield from _wrong_about_foreign(model)
        return
    data_class = getattr(model, "data_class", None)
    if not isinstance(data_class, DataClass):
        yield Error(
            f"{model._meta.label} has no data_class.", hint="See accounts/data_classes.py.", obj=model, id="vault.E001"
        )
    elif issubclass(model, PrivateRecord):
        yield from _wrong_about_private(model)


def _wrong_about_foreign(model: type[Model]) -> Iterator[CheckMessage]:
    if model._meta.label not in FOREIGN:
        hint = "Name its class in FOREIGN of dalil/vault/checks.py."
        yield Error(
            f"{model._meta.label} comes from elsewhere and has no data class.", hint=hint, obj=model, id="vault.E002"
        )


def _wrong_about_private(model: type[PrivateRecord]) -> Iterator[CheckMessage]:
    label = model._meta.label
    if model.data_class not in ENCRYPTED:
        yield Error(
            f"{label} is a private record of class {model.data_class}, which has no key.", obj=model, id="vault.E003"
        )
    if not isinstance(model._default_manager.all(), PrivateRows):
        yield Error(f"The rows of {label} are no PrivateRows.", obj=model, id="vault.E004")
    private = {field.name for field in private_fields(model)}
    for index in blind_indexes(model):
        if index.of not in private:
            yield Error(f"{label}.{index.name} is an index of no private field.", obj=model, id="vault.E006")


def keys_lie_outside(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """An error where a copy of the home would take the keys along."""
    if Path(settings.DALIL_KEYS).resolve().is_relative_to(Path(settings.DALIL_HOME).resolve()):
        hint = "Backups copy the home: choose another folder for DALIL_KEYS."
        yield Error("The keys of private data lie inside DALIL_HOME.", hint=hint, id="vault.E007")
