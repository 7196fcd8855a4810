"""A source that its publisher took back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0003_decisions_and_trust"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="keeps_gone",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="source",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
