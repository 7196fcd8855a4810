"""Decisions kept whole, batches, samples, and what a source may join without asking."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0002_judgements_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="guide_size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="notsame",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="alike",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="proposal",
            name="bits",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="proposal",
            name="left_record",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="mode",
            field=models.CharField(
                choices=[
                    ("list", "a list against the guide"),
                    ("within", "within one list"),
                    ("whole", "the whole guide"),
                ],
                default="list",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="model",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="proposal",
            name="right_record",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="proposal",
            name="source",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.source"
            ),
        ),
        migrations.AddField(
            model_name="row",
            name="bits",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="near_key",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="row",
            name="near_record",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="taken_from",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="source",
            name="bar",
            field=models.FloatField(default=0.99),
        ),
        migrations.AddField(
            model_name="source",
            name="is_automatic",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="source",
            name="switched_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="switched_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("error_rate", models.FloatField()),
                ("count", models.PositiveIntegerField()),
                ("expected_wrong", models.FloatField()),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="operation",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="operations",
                to="guide.batch",
            ),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("left_values", models.TextField(blank=True)),
                ("right_values", models.TextField(blank=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "the same"),
                            ("not_same", "not the same"),
                            ("unsure", "cannot be told"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("queue", "in the queue"),
                            ("sample", "in a sample"),
                            ("plan", "in the plan of a list"),
                            ("page", "comparing two organisations"),
                            ("split", "by splitting off"),
                            ("batch", "in a batch"),
                            ("automatic", "without asking"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("list", "a list against the guide"),
                            ("within", "within one list"),
                            ("whole", "the whole guide"),
                        ],
                        default="list",
                        max_length=6,
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                ("bits", models.FloatField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("model", models.CharField(max_length=40)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="guide.batch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "judgement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="guide.notsame",
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="guide.operation",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="guide.proposal",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guide.source",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseding",
                        to="guide.decision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bar", models.FloatField()),
                ("seed", models.CharField(max_length=80)),
                ("model", models.CharField(max_length=40)),
                ("population", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="guide.source"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="source",
            name="sample",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.sample"
            ),
        ),
        migrations.CreateModel(
            name="SampleItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("list", "a list against the guide"),
                            ("within", "within one list"),
                            ("whole", "the whole guide"),
                        ],
                        default="list",
                        max_length=6,
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                ("bits", models.FloatField()),
                ("score", models.FloatField()),
                ("probability", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guide.decision",
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guide.proposal",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guide.record"),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="guide.sample"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["left", "right"], name="decision_by_pair"),
        ),
        migrations.AddConstraint(
            model_name="sampleitem",
            constraint=models.UniqueConstraint(fields=("sample", "number"), name="one_item_per_number"),
        ),
    ]
