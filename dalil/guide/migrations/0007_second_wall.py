"""Who may come near private contacts and the keys of spooled lists on PostgreSQL; what they may see then, the rules say.

The table of who holds which entry is public, so a policy may ask it. `HELD` follows merges as `guide.held_by` does.
"""

from django.db import migrations

from dalil.access.wall import has_role, is_machine, of_own_bodies, protect_rows

HELD = f"""EXISTS (
    SELECT FROM guide_ownership o
    LEFT JOIN guide_record a ON a.id = o.anchor_id
    JOIN guide_organisation e ON e.id = o.organisation_id
    JOIN guide_record r ON r.organisation_id = COALESCE(a.organisation_id, e.merged_into_id, o.organisation_id)
    WHERE r.id = guide_contact.record_id AND o.ended_at IS NULL AND {of_own_bodies("o.body_id")}
)"""
FOR_MEMBERS = "(audience = 'members' AND cardinality((SELECT dalil_bodies())::uuid[]) > 0)"
KEEPERS = f"{has_role('editor')} OR {is_machine()}"


class Migration(migrations.Migration):
    """Two walls."""

    dependencies = [("guide", "0006_truth"), ("access", "0001_approvals_and_duty")]

    operations = [
        protect_rows("guide_contact", using=f"{KEEPERS} OR {of_own_bodies('body_id')} OR {FOR_MEMBERS} OR {HELD}"),
        protect_rows("guide_spooledfile", using=KEEPERS),
    ]
