"""The wall around contacts asks once a statement which entries the viewer's bodies hold, and no longer once a row.

What it lets through is what it let through before. PostgreSQL took the old form for a costly one (of 4,500 contacts it guessed
a hundred thousand pages) and compiled it first, which took longer than reading them all.
"""

from importlib import import_module

from django.db import migrations

from dalil.access.wall import change_rows, of_own_bodies

before = import_module("dalil.guide.migrations.0007_second_wall")

HELD = f"""record_id = ANY (ARRAY(
    SELECT r.id FROM guide_ownership o
    LEFT JOIN guide_record a ON a.id = o.anchor_id
    JOIN guide_organisation e ON e.id = o.organisation_id
    JOIN guide_record r ON r.organisation_id = COALESCE(a.organisation_id, e.merged_into_id, o.organisation_id)
    WHERE o.ended_at IS NULL AND {of_own_bodies("o.body_id")}
))"""
COMMON = f"{before.KEEPERS} OR {of_own_bodies('body_id')} OR {before.FOR_MEMBERS}"


class Migration(migrations.Migration):
    """One policy said otherwise."""

    dependencies = [("guide", "0008_openings_stay")]

    operations = [
        change_rows("guide_contact", using=f"{COMMON} OR {HELD}", was=f"{COMMON} OR {before.HELD}"),
    ]
