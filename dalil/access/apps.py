"""Tells Django that this room exists, has every page looked at for its gate at start, and finds what needs two people."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from dalil.access import database_roles, leaving
from dalil.access.checks import every_page_has_a_gate


class AccessConfig(AppConfig):
    """Who may see and do what."""

    name = "dalil.access"

    def ready(self) -> None:
        """A page without a gate stops every command, `serve` and `test` among them.

        Each room's `approving.py` says what of its actions needs two people, its `keeping.py` how long it keeps what; all
        are loaded here, once models are.
        """
        checks.register(every_page_has_a_gate, checks.Tags.security)
        checks.register(database_roles.the_second_wall_stands, checks.Tags.database)
        connection_created.connect(database_roles.put_on_role)
        post_migrate.connect(database_roles.grant, sender=self)
        user_logged_out.connect(leaving.end_duty)
        autodiscover_modules("approving", "keeping")
