"""Notices of legal holds that were placed or released; the table stays as it is."""

from django.db import migrations, models

KINDS_OF_NOTICE = [
    ("counter_backwards", "A passkey was refused: its counter ran backwards."),
    ("passkey_added", "A passkey was added to your account."),
    ("passkey_withdrawn", "A passkey was withdrawn from your account."),
    ("time_code_added", "Codes by time were set up for your account."),
    ("recovery_asked", "Somebody asked to recover your account."),
    ("recovered", "Your account was recovered: all earlier passkeys and codes are withdrawn."),
    ("decision_waits", "A request waits for a second person, and you may decide it."),
    ("request_done", "What you asked for was approved, and done."),
    ("request_refused", "What you asked for was refused."),
    ("request_expired", "What you asked for was not decided in time. Nothing was done."),
    ("request_failed", "What you asked for was approved, but could no longer be done."),
    ("hold_placed", "A legal hold was placed."),
    ("hold_released", "A legal hold was released."),
]


class Migration(migrations.Migration):
    """One list of choices."""

    dependencies = [("accounts", "0004_notices_of_requests")]

    operations = [
        migrations.AlterField("notice", "kind", models.CharField(choices=KINDS_OF_NOTICE, max_length=30)),
    ]
