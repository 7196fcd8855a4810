"""Approvals by two, duty sessions, counted exports; and on PostgreSQL the functions that policies of rows ask.

The functions answer from settings that `access.second_wall.as_viewer` makes for one transaction. Without them they know
nobody, so a policy that asks them shows nothing.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Q

STATES = ["asked", "approved", "refused", "withdrawn", "expired", "failed"]

FUNCTIONS = [
    "CREATE FUNCTION dalil_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS "
    "$$ SELECT nullif(current_setting('dalil.person', true), '')::bigint $$",
    "CREATE FUNCTION dalil_bodies() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS "
    "$$ SELECT coalesce(nullif(current_setting('dalil.bodies', true), ''), '{}')::uuid[] $$",
    "CREATE FUNCTION dalil_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS "
    "$$ SELECT coalesce(nullif(current_setting('dalil.roles', true), ''), '{}')::text[] $$",
]
WITHOUT_FUNCTIONS = ["DROP FUNCTION dalil_roles()", "DROP FUNCTION dalil_bodies()", "DROP FUNCTION dalil_person()"]


def make_functions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What policies ask about who is looking."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in FUNCTIONS:
            schema_editor.execute(statement)


def drop_functions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them away."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in WITHOUT_FUNCTIONS:
            schema_editor.execute(statement)


def person(name: str = "+", **more: Any) -> "models.ForeignKey[Any, Any]":
    """A column that names a person."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    """The first tables of the room."""

    initial = True

    dependencies = [("accounts", "0002_bodies_and_roles")]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("data_json", models.TextField()),
                ("hash", models.CharField(max_length=64)),
                ("needed", models.PositiveSmallIntegerField(default=2)),
                ("why", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waiting"),
                            ("approved", "approved and done"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                            ("failed", "could not be done"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("carried_out", models.BigIntegerField(blank=True, null=True)),
                (
                    "acting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.body",
                    ),
                ),
                ("asked_by", person()),
                ("decided_by", person(blank=True, null=True)),
            ],
            options={
                "ordering": ("-asked_at", "id"),
                "indexes": [models.Index(fields=["state", "-asked_at"], name="approval_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "subject", "hash"], condition=Q(state="asked"), name="asked_once_at_a_time"
                    ),
                    models.CheckConstraint(condition=Q(state__in=STATES), name="approval_has_a_known_state"),
                    models.CheckConstraint(condition=Q(needed__gte=2), name="approval_needs_two"),
                    models.CheckConstraint(
                        condition=~Q(state="approved") | Q(carried_out__isnull=False, decided_by__isnull=False),
                        name="approved_is_carried_out",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assents", to="access.approval"
                    ),
                ),
                ("person", person()),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [models.UniqueConstraint(fields=["approval", "person"], name="one_assent_a_person")],
            },
        ),
        migrations.CreateModel(
            name="DutySession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("why", models.CharField(max_length=500)),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("person", person("duty_sessions")),
            ],
            options={
                "ordering": ("-began_at", "id"),
                "constraints": [
                    models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="duty_has_a_length"),
                    models.CheckConstraint(condition=~Q(why=""), name="duty_has_a_reason"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=200)),
                ("of_class", models.CharField(max_length=2)),
                ("content", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="access.approval",
                    ),
                ),
                ("person", person()),
            ],
            options={
                "ordering": ("-at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["person", "day", "subject", "of_class", "content"], name="export_counts_once_a_day"
                    )
                ],
            },
        ),
        migrations.RunPython(make_functions, drop_functions),
    ]
