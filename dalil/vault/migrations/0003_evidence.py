"""Evidence: the record of a file that lies in the store."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

SENSITIVITIES = [("members", "members"), ("case_team", "the case team"), ("strict", "named people only")]


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("vault", "0002_holds")]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("record_key", models.BinaryField()),
                ("particulars", models.BinaryField()),
                ("stored_as", models.CharField(max_length=64, unique=True)),
                ("stored_size", models.BigIntegerField()),
                ("commitment", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField()),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acting_for", models.UUIDField(blank=True, null=True)),
                ("sensitivity", models.CharField(choices=SENSITIVITIES, default="strict", max_length=10)),
                ("about", models.JSONField(blank=True, default=list)),
                ("is_original", models.BooleanField(default=True)),
                (
                    "derived_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="vault.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ("-kept_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(is_original=True, derived_from=None)
                        | Q(is_original=False, derived_from__isnull=False),
                        name="evidence_copy_of_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(sensitivity__in=["members", "case_team", "strict"]), name="evidence_sensitivity"
                    ),
                ],
            },
        ),
    ]
