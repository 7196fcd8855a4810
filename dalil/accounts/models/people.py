"""People who sign in.

It never says what a role may open: that is for `access`. It never writes the ledger, which stands above it.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass

COMMAND_LINE = "command-line"
# With brackets, so that nobody who chooses a name has chosen it.
VISITOR = "(visitor)"


class PersonQuerySet(models.QuerySet["Person"]):
    """People, by what is so about them."""

    def active(self) -> "PersonQuerySet":
        """Those who may sign in."""
        return self.filter(is_active=True)

    def human(self) -> "PersonQuerySet":
        """All but the accounts of the command line and of visitors."""
        return self.exclude(sign_in_name__in=(COMMAND_LINE, VISITOR))


class Roster(BaseUserManager["Person"]):
    """Makes and finds people."""

    def get_queryset(self) -> PersonQuerySet:
        """People as `PersonQuerySet`, so that the adjectives can be chained."""
        return PersonQuerySet(self.model, using=self._db)

    def active(self) -> PersonQuerySet:
        """Those who may sign in."""
        return self.get_queryset().active()

    def human(self) -> PersonQuerySet:
        """All but the accounts of the command line and of visitors."""
        return self.get_queryset().human()

    def create_person(
        self,
        sign_in_name: str,
        display_name: str,
        *,
        password: str | None = None,
        is_editor: bool = False,
        is_operator: bool = False,
    ) -> "Person":
        """A person, without the ledger: `access.actions.make_person` is what pages and commands call."""
        person = self.model(
            sign_in_name=self.model.normalize_username(sign_in_name),
            display_name=display_name,
            is_editor=is_editor,
            is_operator=is_operator,
        )
        person.set_password(password)
        person.save(using=self._db)
        return person

    def command_line(self) -> "Person":
        """The person under whom the command line acts: no password, so nobody can sign in as it."""
        person = self.filter(sign_in_name=COMMAND_LINE).first()
        return person or self.create_person(COMMAND_LINE, "Command line", is_editor=True, is_operator=True)

    def visitor(self) -> "Person":
        """Whoever has no account, as the ledger names them: one row for all, so nobody is told from another, and barred."""
        barred = {"display_name": "Somebody without an account", "is_active": False, "password": make_password(None)}
        return self.get_or_create(sign_in_name=VISITOR, defaults=barred)[0]


class Person(AbstractBaseUser):
    """Somebody who works on the platform and can sign in.

    Personal data: sign-in name, displayed name and language, to know who did what. The ledger holds only the number of
    the row, so that both names can be replaced when the person leaves, without touching the ledger.
    """

    sign_in_name = models.CharField(_("sign-in name"), max_length=150, unique=True)
    display_name = models.CharField(_("name"), max_length=150)
    is_editor = models.BooleanField(_("editor"), default=False)
    is_operator = models.BooleanField(_("operator"), default=False)
    is_counsel = models.BooleanField(_("counsel"), default=False)
    # Given and taken by the board alone, with a trustee's term.
    is_trustee = models.BooleanField(_("trustee"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # No `choices`: a further language of the interface must not need a migration. Forms offer what settings list.
    language = models.CharField(_("language"), max_length=8, default="en")
    # By what devices know the account: says nothing about the person.
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Whether something unread waits for the person; here, so that no page has to ask.
    has_notice = models.BooleanField(default=False)

    objects: ClassVar[Roster] = Roster()

    data_class = DataClass.S

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        """By name, as every list of people shows them."""

        ordering = ("display_name", "pk")

    def __str__(self) -> str:
        """The name that others see."""
        return self.display_name

    @property
    def needs_passkey(self) -> bool:
        """Whether nothing but a passkey or hardware key lets this person in: staff, counsel and trustees."""
        return self.is_editor or self.is_operator or self.is_counsel or self.is_trustee
