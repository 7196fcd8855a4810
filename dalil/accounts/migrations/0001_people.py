"""People, and the attempts to sign in that failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables of the room."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("sign_in_name", models.CharField(max_length=150, unique=True, verbose_name="sign-in name")),
                ("display_name", models.CharField(max_length=150, verbose_name="name")),
                ("is_editor", models.BooleanField(default=False, verbose_name="editor")),
                ("is_operator", models.BooleanField(default=False, verbose_name="operator")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
            ],
            options={"ordering": ("display_name", "pk")},
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "at"], name="sign_in_attempt_key"),
                    models.Index(fields=["at"], name="sign_in_attempt_at"),
                ]
            },
        ),
    ]
