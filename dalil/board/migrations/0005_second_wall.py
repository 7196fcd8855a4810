"""Who may come near minutes and confidential papers on PostgreSQL: trustees, and counsel.

No machine reads them. What two people agreed to destroy is destroyed by one that is called so, for whoever agrees last, an
operator perhaps, may not come near them.
"""

from django.db import migrations

from dalil.access.wall import has_role, is_machine, protect_rows

NEAR = f"{has_role('trustee', 'counsel')} OR {is_machine('destroying')}"


class Migration(migrations.Migration):
    """Two walls."""

    dependencies = [("board", "0004_private_papers"), ("access", "0001_approvals_and_duty")]

    operations = [
        protect_rows("board_minutes", using=NEAR),
        protect_rows("board_paper", using=NEAR),
    ]
