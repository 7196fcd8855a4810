"""Platforms whose editions are taken in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0004_withdrawn_sources"),
        ("press", "0001_editions_and_statements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=500)),
                ("root", models.TextField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("seen", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("current", "taken in"),
                            ("revoked", "revoked: nothing of it is shown"),
                            ("refused", "not authentic, or not readable: nothing new is taken in"),
                            ("ended", "ended: nothing of it is taken in or shown"),
                        ],
                        default="current",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("stamped_on", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subscription", to="guide.source"
                    ),
                ),
            ],
        ),
    ]
