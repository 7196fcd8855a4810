"""Legal holds and tombstones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

CLASSES = [(kind, kind) for kind in ("G", "C1", "C2", "C3", "A", "K", "S")]


class Migration(migrations.Migration):
    """Two tables, with what is whole or not there."""

    dependencies = [("accounts", "0002_bodies_and_roles"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=200)),
                ("issuer", models.CharField(max_length=300)),
                ("scope", models.JSONField()),
                ("legal_basis", models.CharField(blank=True, max_length=500)),
                ("served_on", models.DateField()),
                ("placed_at", models.DateTimeField()),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("review_on", models.DateField()),
                ("told_to_subject", models.BooleanField()),
                ("why_not_told", models.CharField(blank=True, max_length=500)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolution", models.CharField(blank=True, max_length=200)),
                ("release_reason", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ("-placed_at", "-pk"),
                "indexes": [models.Index(fields=["released_at"], name="hold_in_force")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(released_at=None, released_by=None, resolution="", release_reason="")
                        | (
                            Q(released_at__isnull=False, released_by__isnull=False)
                            & ~Q(resolution="")
                            & ~Q(release_reason="")
                        ),
                        name="hold_release_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=Q(told_to_subject=True) | ~Q(why_not_told=""), name="hold_tells_or_says"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200, unique=True)),
                ("model", models.CharField(max_length=100)),
                ("destroyed_class", models.CharField(choices=CLASSES, max_length=2)),
                ("ciphertext_sha256", models.CharField(max_length=64)),
                ("stored_as", models.CharField(blank=True, db_index=True, max_length=64)),
                ("reason", models.CharField(max_length=1000)),
                ("approval", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="tombstone_two_people"
                    ),
                    models.CheckConstraint(
                        condition=Q(approved_by__isnull=False) | ~Q(destroyed_class__in=["A", "C2", "C3"]),
                        name="tombstone_two_for_cases",
                    ),
                ],
            },
        ),
    ]
