"""Which forms were carried out already, so that one sent twice makes nothing twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("access", "0003_handing_in")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("led_to", models.BinaryField(default=b"")),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ("at", "digest")},
        ),
    ]
