"""Notices that private data were opened and of which organisation, and that the list of rights is due."""

import django.db.models.deletion
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
    ("opened_by_staff", "Somebody who works on the platform opened private data of your organisation."),
    ("many_opened", "Within an hour, one person opened private contacts of unusually many organisations."),
    ("rights_review_due", "It is time to look through who has which rights."),
]


class Migration(migrations.Migration):
    """One column and one list of choices."""

    dependencies = [("accounts", "0005_notices_of_holds")]

    operations = [
        migrations.AddField(
            "notice",
            "body",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.body",
            ),
        ),
        migrations.AlterField("notice", "kind", models.CharField(choices=KINDS_OF_NOTICE, max_length=30)),
    ]
