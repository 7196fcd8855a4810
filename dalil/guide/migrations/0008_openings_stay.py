"""That a contact was opened stays noted when the contact is destroyed: the note names it, and no longer holds it back."""

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING


class Migration(migrations.Migration):
    """One reference without a constraint."""

    dependencies = [("guide", "0007_second_wall")]

    operations = [
        migrations.AlterField(
            "contactopening",
            "contact",
            models.ForeignKey("guide.Contact", on_delete=DO_NOTHING, db_constraint=False, related_name="openings"),
        ),
    ]
