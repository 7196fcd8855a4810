"""Organisations as actors, who acts for them, and two more roles."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ROLES = ["manager", "editor", "caseworker", "reader"]


class Migration(migrations.Migration):
    """Two tables and two columns."""

    dependencies = [("accounts", "0001_people")]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"ordering": ("name", "id")},
        ),
        migrations.AddField("person", "is_counsel", models.BooleanField(default=False, verbose_name="counsel")),
        migrations.AddField("person", "is_trustee", models.BooleanField(default=False, verbose_name="trustee")),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("manager", "manager: names delegates, hands over, and all below"),
                            ("editor", "editor: keeps the entry, answers proposals"),
                            ("caseworker", "caseworker: works on the body's cases"),
                            ("reader", "reader: sees what members see"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="accounts.body"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("body", "since"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["body", "person"], condition=Q(ended_at=None), name="one_standing_at_a_time"
                    ),
                    models.CheckConstraint(condition=Q(role__in=ROLES), name="delegation_has_a_known_role"),
                ],
            },
        ),
    ]
