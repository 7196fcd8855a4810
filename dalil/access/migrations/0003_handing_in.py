"""How the last handing in of a letter went."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table of one row."""

    dependencies = [("access", "0002_factors")]

    operations = [
        migrations.CreateModel(
            name="HandingIn",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("failed", models.BooleanField()),
            ],
        ),
    ]
