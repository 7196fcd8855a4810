"""What the database itself refuses: two in one office, one's own second, a term that ends before it begins."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes and constraints."""

    dependencies = [
        ("board", "0002_votes_and_signatures"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hold__isnull", False), models.Q(("why_no_hold", ""), _negated=True), _connector="OR"
                ),
                name="order_holds_or_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="handedover",
            constraint=models.UniqueConstraint(fields=("order", "subject", "sha256"), name="handed_over_once"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="one_resolution_a_number"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="key_confirmed_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["since", "until"], name="term_in_office"),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))), name="term_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("why_ended", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("why_ended", ""), _negated=True)),
                    _connector="OR",
                ),
                name="term_says_why_it_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("resolution", "term"), name="one_signature_a_trustee"),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("motion", "term"), name="one_recusal_a_trustee"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("kind",), name="one_in_each_office"
            ),
        ),
        migrations.AddIndex(
            model_name="motion",
            index=models.Index(fields=["state", "closes_at"], name="motion_state"),
        ),
        migrations.AddIndex(
            model_name="motion",
            index=models.Index(fields=["kind", "subject", "state"], name="motion_about"),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by", None),
                    models.Q(("seconded_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="motion_seconded_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ["for", "against", "abstain"])), name="ballot_is_one_of_three"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("meeting", "term"), name="one_attendance_a_trustee"),
        ),
    ]
