"""Passkeys, sessions under a hash of their key, notices, invitations and recoveries; Django's own table of sessions goes."""

import uuid
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps as StateApps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS_OF_NOTICE = [
    ("counter_backwards", "A passkey was refused: its counter ran backwards."),
    ("passkey_added", "A passkey was added to your account."),
    ("passkey_withdrawn", "A passkey was withdrawn from your account."),
    ("time_code_added", "Codes by time were set up for your account."),
    ("recovery_asked", "Somebody asked to recover your account."),
    ("recovered", "Your account was recovered: all earlier passkeys and codes are withdrawn."),
]
MEANS = [
    ("in_person", "I met the person"),
    ("video", "I saw and heard the person by video, and know the face"),
    ("voice", "I called a number known before, and know the voice"),
    ("document", "I saw an official document with a picture, and the person beside it"),
]


def give_handles(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for person in apps.get_model("accounts", "Person").objects.filter(handle__isnull=True):
        person.handle = uuid.uuid4()
        person.save(update_fields=["handle"])


def to_person(related_name: str, *, null: bool = True, on_delete: Any = django.db.models.deletion.PROTECT) -> Any:
    return models.ForeignKey(
        on_delete=on_delete, related_name=related_name, to=settings.AUTH_USER_MODEL, null=null, blank=null
    )


CASCADE = django.db.models.deletion.CASCADE
UUID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)
NUMBER = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Six tables and two columns."""

    dependencies = [("accounts", "0002_bodies_and_roles")]

    operations = [
        migrations.AddField("person", "has_notice", models.BooleanField(default=False)),
        migrations.AddField("person", "handle", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_handles, migrations.RunPython.noop),
        migrations.AlterField("person", "handle", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", UUID.clone()),
                ("name", models.CharField(max_length=100)),
                ("credential_id", models.BinaryField(unique=True)),
                ("public_key", models.BinaryField()),
                ("counter", models.BigIntegerField(default=0)),
                ("ways", models.CharField(blank=True, max_length=100)),
                ("is_synced", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("person", to_person("passkeys", null=False)),
            ],
            options={"ordering": ("made_at", "id")},
        ),
        migrations.CreateModel(
            name="LiveSession",
            fields=[
                ("id", UUID.clone()),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("data", models.TextField()),
                ("device", models.CharField(blank=True, max_length=60)),
                ("begun_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("person", to_person("live_sessions", on_delete=CASCADE)),
            ],
            options={"ordering": ("-seen_at", "id")},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", NUMBER.clone()),
                ("kind", models.CharField(choices=KINDS_OF_NOTICE, max_length=30)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("about", to_person("+", on_delete=CASCADE)),
                ("person", to_person("notices", null=False, on_delete=CASCADE)),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", UUID.clone()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("given", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="en", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("invited_by", to_person("+", null=False)),
                ("meant_for", to_person("+")),
                ("used_by", to_person("+")),
            ],
            options={"ordering": ("-made_at", "id")},
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", UUID.clone()),
                ("begun_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("token_expires_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("begun_by", to_person("+")),
                ("person", to_person("recoveries", null=False)),
                ("stopped_by", to_person("+")),
            ],
            options={"ordering": ("-begun_at", "id")},
        ),
        migrations.CreateModel(
            name="Vouching",
            fields=[
                ("id", NUMBER.clone()),
                ("at", models.DateTimeField()),
                ("means", models.CharField(choices=MEANS, max_length=12)),
                ("reason", models.CharField(max_length=500)),
                ("by", to_person("+", null=False)),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchings",
                        to="accounts.recovery",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [models.UniqueConstraint(fields=["recovery", "by"], name="each_vouches_once")],
            },
        ),
        # Sessions of before were kept with their keys in the clear: all of them end here.
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
