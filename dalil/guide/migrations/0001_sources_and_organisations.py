"""Sources, intakes, rows, records, organisations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "waiting for its columns to be named"),
                            ("ready", "waiting to be planned"),
                            ("planning", "being planned"),
                            ("planned", "planned: waiting for approval"),
                            ("approved", "approved: waiting to be carried out"),
                            ("carried_out", "carried out"),
                            ("unreadable", "could not be read"),
                            ("abandoned", "abandoned"),
                        ],
                        default="uploaded",
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("file_name", models.CharField(max_length=255)),
                ("file_digest", models.CharField(max_length=64)),
                ("file_size", models.PositiveBigIntegerField()),
                ("format", models.CharField(blank=True, max_length=20)),
                ("encoding", models.CharField(blank=True, max_length=40)),
                ("columns", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("mapping", models.TextField(blank=True)),
                ("as_of", models.DateField(blank=True, null=True)),
                ("is_whole", models.BooleanField(default=True)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("gone_count", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("carried_out_at", models.DateTimeField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base_intake",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guide.intake",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("is_listed", models.BooleanField(default=True)),
                ("is_indexed", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="guide.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("values", models.TextField()),
                ("former_names", models.TextField(default="[]")),
                ("keys", models.BinaryField()),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "home",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.organisation"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="guide.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("cells", models.TextField()),
                ("key", models.CharField(blank=True, max_length=255)),
                ("values", models.TextField(blank=True)),
                ("keys", models.BinaryField(default=b"")),
                ("is_first", models.BooleanField(default=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new organisation"),
                            ("update", "updates a record"),
                            ("same", "same as an organisation in the guide"),
                            ("duplicate", "duplicate within the list"),
                            ("unchanged", "unchanged"),
                            ("left_out", "left out by an editor"),
                            ("refused", "refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=12)),
                ("lookalike", models.CharField(blank=True, max_length=12)),
                ("twin_number", models.PositiveIntegerField(blank=True, null=True)),
                ("score", models.FloatField(blank=True, null=True)),
                ("reasons", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="guide.intake"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="record",
            name="row",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.row"
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("address", models.URLField(blank=True, max_length=500)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self", "the organisation itself"),
                            ("register", "an official register"),
                            ("editor", "the editors of this guide"),
                            ("list", "a list"),
                        ],
                        default="list",
                        max_length=10,
                    ),
                ),
                ("is_listed", models.BooleanField(default=True)),
                ("mapping", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                (
                    "last_intake",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guide.intake",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="record",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="records", to="guide.source"
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="intakes", to="guide.source"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["changed_at"], name="organisation_changed"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("is_indexed", False)), fields=["id"], name="organisation_not_indexed"
            ),
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["intake", "outcome", "id"], name="row_by_outcome"),
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["intake", "key"], name="row_by_key"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("source", "key"), name="one_record_per_key"),
        ),
    ]
