"""Secrets of codes by time, mail addresses and waiting letters, all sealed."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)
SEALED = models.BinaryField()


def of_person(related_name: str) -> Any:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """Three tables of private records."""

    dependencies = [("access", "0001_approvals_and_duty"), ("accounts", "0003_factors_and_sessions")]

    operations = [
        migrations.CreateModel(
            name="TimeCode",
            fields=[
                ("id", ID.clone()),
                ("record_key", models.BinaryField(editable=False)),
                ("secret", SEALED.clone()),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                ("person", of_person("time_code")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="MailAddress",
            fields=[
                ("id", ID.clone()),
                ("record_key", models.BinaryField(editable=False)),
                ("address", SEALED.clone()),
                ("noted_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("person", of_person("mail_address")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="WaitingLetter",
            fields=[
                ("id", ID.clone()),
                ("record_key", models.BinaryField(editable=False)),
                ("recipient", SEALED.clone()),
                ("topic", SEALED.clone()),
                ("text", SEALED.clone()),
                ("made_at", models.DateTimeField()),
                ("send_at", models.DateTimeField(db_index=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={"ordering": ("send_at", "made_at")},
        ),
    ]
