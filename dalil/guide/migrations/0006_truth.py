"""When entries were confirmed, on what they stand, what was withdrawn, who was asked, and private contacts."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_factors_and_sessions"),
        ("guide", "0005_owners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("last_body", models.UUIDField(blank=True, null=True)),
                ("is_done", models.BooleanField(default=False)),
            ],
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("updated", "a source changed what it says"),
                    ("joined", "a row of a list was joined"),
                    ("merged", "merged"),
                    ("split", "split off"),
                    ("undone", "an earlier decision was undone"),
                    ("edited", "edited"),
                    ("reported", "a report was approved"),
                    ("gone", "no longer in the list"),
                    ("confirmed", "confirmed as right"),
                    ("withdrawn", "the organisation withdrew something"),
                    ("given", "the organisation gave again what it had withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("record_key", models.BinaryField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "a person"),
                            ("email", "an e-mail address"),
                            ("telephone", "a telephone number"),
                            ("address", "an address"),
                        ],
                        max_length=9,
                    ),
                ),
                ("value", models.BinaryField()),
                ("code", models.BinaryField(db_index=True, null=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "everyone"),
                            ("members", "members: whoever acts for an organisation of the network"),
                            ("case_team", "the case team, and those who work on cases of the organisation itself"),
                            ("strict", "the managers of the organisation itself, and nobody else"),
                        ],
                        default="members",
                        max_length=9,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("register", "an official register publishes it"),
                            ("self", "the organisation published it itself, or a list says so"),
                            ("consent", "the organisation agreed to it"),
                        ],
                        default="self",
                        max_length=8,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="accounts.body"),
                ),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "record",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="contacts", to="guide.record"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=CASCADE, related_name="contacts", to="guide.row"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="guide.source"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContactOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acting_for", models.UUIDField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("write", "to write to them or call them"),
                            ("partner", "to work together"),
                            ("check", "to check whether the entry is right"),
                            ("case", "for a case that they are part of"),
                        ],
                        max_length=7,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("contact", models.ForeignKey(on_delete=PROTECT, related_name="openings", to="guide.contact")),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[("first", "asked"), ("again", "asked again"), ("all", "all managers asked")],
                        max_length=5,
                    ),
                ),
                ("about", models.DateField()),
                ("token_key", models.CharField(max_length=64, unique=True)),
                ("mark", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("is_reachable", models.BooleanField(default=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("body", models.ForeignKey(on_delete=PROTECT, related_name="+", to="accounts.body")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=PROTECT, related_name="reminders", to="guide.organisation"),
                ),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="SpooledFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("record_key", models.BinaryField()),
                ("intake", models.OneToOneField(on_delete=CASCADE, related_name="spooled", to="guide.intake")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_whole", models.BooleanField(default=True)),
                ("marks", models.JSONField(default=dict)),
                (
                    "how",
                    models.CharField(
                        choices=[("owner", "confirmed by the organisation"), ("editor", "checked by an editor")],
                        max_length=6,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="accounts.body"),
                ),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=PROTECT, related_name="verifications", to="guide.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("field", models.CharField(blank=True, default="", max_length=20)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("register", "an official register publishes it"),
                            ("self", "the organisation published it itself, or a list says so"),
                            ("consent", "the organisation agreed to it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("scope", models.JSONField(default=list)),
                ("evidence", models.CharField(blank=True, max_length=300)),
                ("since", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_for", models.UUIDField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("has_left_index", models.BooleanField(default=True)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=PROTECT, related_name="consents", to="guide.organisation"),
                ),
                (
                    "source",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="guide.source"),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None)), fields=["organisation"], name="consent_standing"
                    ),
                    models.Index(
                        condition=models.Q(("has_left_index", False)), fields=["id"], name="consent_still_in_index"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), ("source", None)),
                        fields=("organisation", "field"),
                        name="one_word_on_a_field",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), ("source__isnull", False)),
                        fields=("organisation", "field", "source"),
                        name="one_word_on_a_field_of_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["register", "self", "consent"])),
                        name="consent_has_a_known_basis",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["members", "case_team", "strict"])), name="contact_is_never_public"
            ),
        ),
        migrations.AddIndex(
            model_name="contactopening",
            index=models.Index(fields=["person", "at"], name="contact_opening_by_person"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("body", "about", "step", "person"), name="one_reminder_a_step"),
        ),
        migrations.AddIndex(
            model_name="verification",
            index=models.Index(fields=["organisation", "-at"], name="verification_newest"),
        ),
    ]
