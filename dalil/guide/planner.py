"""What the database's planner should know of the tables. It changes no row."""

from django.db import connection


def tell_planner() -> None:
    """Have SQLite look at how its tables are filled; PostgreSQL does so by itself.

    Without it SQLite takes an index that nearly every row is in: at 50,000 organisations a page of them took 7 to 38 ms
    instead of less than one. The look takes some 30 ms at that size.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("ANALYZE")
