"""Who may come near minutes and confidential papers on PostgreSQL: trustees, and counsel; not the machine."""

from django.db import migrations

from dalil.access.wall import has_role, protect_rows


class Migration(migrations.Migration):
    """Two walls."""

    dependencies = [("board", "0004_private_papers"), ("access", "0001_approvals_and_duty")]

    operations = [
        protect_rows("board_minutes", using=has_role("trustee", "counsel")),
        protect_rows("board_paper", using=has_role("trustee", "counsel")),
    ]
