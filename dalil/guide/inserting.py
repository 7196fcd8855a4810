"""Storing many new rows of one table quickly: one prepared statement, run once for each.

Django's `bulk_create` writes one statement of thousands of parameters for every few hundred rows and takes twice as long
(`python -m bench.intake` is where it counts). It never updates, and never sets the keys of what it stores.
"""

from collections.abc import Sequence

from django.db import connections, models, router, transaction


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, all new, all or none; keys made by the database stay unknown to the objects."""
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = [f for f in model._meta.concrete_fields if not (f.primary_key and isinstance(f, models.AutoField))]
    quote = connection.ops.quote_name
    # Names of tables and columns are our own, from the models; values go as parameters.
    statement = "INSERT INTO {table} ({columns}) VALUES ({places})".format(  # noqa: S608
        table=quote(model._meta.db_table),
        columns=", ".join(quote(str(field.column)) for field in fields),
        places=", ".join(["%s"] * len(fields)),
    )
    prepared = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.executemany(statement, prepared)
