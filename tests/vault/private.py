"""Models of private records for tests: tables made when a test asks for them, in no migration."""

from django.db import connection, models

from dalil.access.database_roles import WEB_ROLE
from dalil.accounts.data_classes import DataClass
from dalil.vault.fields import BlindIndex, PrivateJSON, PrivateText
from dalil.vault.models import PrivateRecord


def folded(value: str) -> str:
    return value.strip().casefold()


class Contact(PrivateRecord):
    """Personal data: invented."""

    data_class = DataClass.C1

    value = PrivateText()
    note = PrivateText(null=True, blank=True, longest=500)
    more = PrivateJSON(null=True, blank=True)
    plain = models.CharField(max_length=50, blank=True)
    value_code = BlindIndex(of="value", normalise=folded)

    class Meta:
        app_label = "private_tests"


class Secret(PrivateRecord):
    """Personal data: invented."""

    data_class = DataClass.S

    value = PrivateText()

    class Meta:
        app_label = "private_tests"


def make_tables() -> None:
    """Outside every transaction; they stay for the tests of this process. They have no second wall."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET ROLE NONE")
        with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
            for model in (Contact, Secret):
                editor.create_model(model)
        if is_postgresql:
            for table in (model._meta.db_table for model in (Contact, Secret)):
                cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {WEB_ROLE}")
            cursor.execute(f"SET ROLE {WEB_ROLE}")
