"""Who claims and holds an entry, on which evidence; what owners state; what anybody proposes to change."""

import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT

number = partial(models.BigAutoField, auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
record_number = partial(models.UUIDField, default=uuid.uuid4, editable=False, primary_key=True, serialize=False)
surely: "partial[Any]" = partial(models.ForeignKey, on_delete=PROTECT, related_name="+")
# The plugin looks for the field's type on the model, which a migration does not have.
perhaps: "partial[Any]" = partial(  # type: ignore[misc]
    models.ForeignKey, blank=True, null=True, on_delete=PROTECT, related_name="+"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bodies_and_roles"),
        ("guide", "0004_withdrawn_sources"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="stated_in",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", number()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for an editor"),
                            ("approved", "approved"),
                            ("denied", "denied"),
                            ("appealed", "appealed: waiting for another editor"),
                            ("revoked", "revoked"),
                            ("withdrawn", "withdrawn by the claimant"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("status_key", models.CharField(max_length=64, unique=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("filed_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("holder_told_at", models.DateTimeField(blank=True, null=True)),
                ("holder_agrees", models.BooleanField(null=True)),
                ("holder_says", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("anchor", perhaps(to="guide.record")),
                (
                    "body",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=PROTECT, related_name="claim", to="accounts.body"
                    ),
                ),
                ("decided_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("denied_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("holder", perhaps(to="accounts.body")),
                ("organisation", surely(to="guide.organisation")),
            ],
        ),
        migrations.CreateModel(
            name="ClaimEvidence",
            fields=[
                ("id", number()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("domain_mail", "mail at the organisation's web domain"),
                            ("document", "a document of a register"),
                            ("vouched", "two members vouch for it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("domain", models.CharField(blank=True, max_length=253)),
                ("token_key", models.CharField(blank=True, max_length=64)),
                ("runs_out_at", models.DateTimeField(blank=True, null=True)),
                ("document", models.UUIDField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("offered_at", models.DateTimeField()),
                ("holds_since", models.DateTimeField(blank=True, null=True)),
                ("claim", models.ForeignKey(on_delete=PROTECT, related_name="evidence", to="guide.claim")),
                ("listed_in", perhaps(to="guide.record")),
                ("voucher", perhaps(to="accounts.body")),
                ("voucher_by", perhaps(to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", number()),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "at"], name="knock_key"),
                    models.Index(fields=["at"], name="knock_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ManagerOffer",
            fields=[
                ("id", number()),
                ("is_in_place", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("asked_by", surely(to="accounts.delegation")),
                ("delegation", models.ForeignKey(on_delete=PROTECT, related_name="offers", to="accounts.delegation")),
            ],
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                ("id", number()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=1000)),
                ("anchor", perhaps(to="guide.record")),
                ("body", models.ForeignKey(on_delete=PROTECT, related_name="ownerships", to="accounts.body")),
                ("organisation", surely(to="guide.organisation")),
            ],
        ),
        migrations.CreateModel(
            name="OwnStatement",
            fields=[
                ("id", number()),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for an editor"),
                            ("shown", "shown: an editor has yet to look at it"),
                            ("looked_at", "looked at"),
                            ("turned_down", "turned down"),
                            ("replaced", "replaced by a later one"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("body", models.ForeignKey(on_delete=PROTECT, related_name="statements", to="accounts.body")),
                ("by", surely(to=settings.AUTH_USER_MODEL)),
                ("decided_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("organisation", surely(to="guide.organisation")),
                ("record", perhaps(to="guide.record")),
            ],
        ),
        migrations.CreateModel(
            name="ChangeProposal",
            fields=[
                ("id", number()),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("name", "a name"),
                            ("place", "a place"),
                            ("sector", "the sector"),
                            ("link", "a website"),
                            ("identifier", "a number in a register"),
                            ("description", "the description"),
                            ("kind", "what kind of body it is"),
                            ("founded", "when it was founded"),
                            ("status", "it closed, moved or reopened"),
                            ("merge", "two organisations were taken for one, or one for two"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("stands", models.TextField(blank=True)),
                ("proposed", models.TextField()),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("happened", models.CharField(blank=True, max_length=8)),
                ("happened_on", models.CharField(blank=True, max_length=10)),
                ("source_link", models.URLField(blank=True, max_length=500)),
                ("source_words", models.CharField(blank=True, max_length=500)),
                ("told_by", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting"),
                            ("accepted", "accepted"),
                            ("partly", "accepted in part"),
                            ("refused", "refused"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("status_key", models.CharField(max_length=64, unique=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("filed_at", models.DateTimeField()),
                ("owner_agrees", models.BooleanField(null=True)),
                ("owner_says", models.CharField(blank=True, max_length=1000)),
                ("owner_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("anchor", perhaps(to="guide.record")),
                ("decided_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("decided_for", perhaps(to="accounts.body")),
                ("filed_by", perhaps(to=settings.AUTH_USER_MODEL)),
                ("filed_for", perhaps(to="accounts.body")),
                ("organisation", surely(to="guide.organisation")),
                ("owner", perhaps(to="accounts.body")),
                ("record", perhaps(to="guide.record")),
            ],
            options={
                "indexes": [models.Index(fields=["state", "filed_at"], name="change_proposal_queue")],
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["state", "filed_at"], name="claim_queue"),
        ),
        migrations.AddConstraint(
            model_name="claimevidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voucher__isnull", False)), fields=("claim", "voucher"), name="one_voice_a_body"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimevidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_key", ""), _negated=True), fields=("token_key",), name="one_door_a_token"
            ),
        ),
        migrations.AddConstraint(
            model_name="manageroffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("delegation",), name="one_offer_a_delegate"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("body",), name="one_entry_a_body"
            ),
        ),
        migrations.AddIndex(
            model_name="ownstatement",
            index=models.Index(fields=["state", "at"], name="own_statement_queue"),
        ),
        migrations.AddConstraint(
            model_name="ownstatement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("body",), name="one_statement_waits"
            ),
        ),
        migrations.CreateModel(
            name="ClaimantContact",
            fields=[
                ("id", record_number()),
                ("record_key", models.BinaryField()),
                ("name", models.BinaryField()),
                ("mail", models.BinaryField()),
                ("role", models.BinaryField()),
                ("appeal", models.BinaryField(blank=True, null=True)),
                ("claim", models.OneToOneField(on_delete=PROTECT, related_name="contact", to="guide.claim")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ProposerContact",
            fields=[
                ("id", record_number()),
                ("record_key", models.BinaryField()),
                ("mail", models.BinaryField()),
                (
                    "proposal",
                    models.OneToOneField(on_delete=PROTECT, related_name="contact", to="guide.changeproposal"),
                ),
            ],
            options={"abstract": False},
        ),
    ]
