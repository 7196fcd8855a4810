"""`dalil prepare`: brings a home up to this version: database, translations, static files, and a check of it all.

It never loses data, and doing it twice changes nothing.
"""

from io import StringIO
from pathlib import Path

import click
import polib
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dalil.access.database_roles import as_owner, the_second_wall_stands
from dalil.cli.keys import ensure_keys
from dalil.cli.terminal import say

MANIFEST = "staticfiles.json"


@click.command()
def prepare() -> None:
    """Bring the database, translations and static files up to this version. Run it after every update.

    Example:  DALIL_HOME=/srv/dalil dalil prepare
    """
    prepare_home()
    say(f"Ready: {settings.DALIL_HOME}")


def prepare_home() -> None:
    """All the steps, each saying what it did."""
    Path(settings.DALIL_HOME).mkdir(mode=0o700, parents=True, exist_ok=True)
    if Path(settings.DALIL_HOME).stat().st_mode & 0o077:
        say(f"Home: others on this machine may look into it. Better: chmod 700 {settings.DALIL_HOME}")
    with as_owner():
        steps = missing_migrations()
        call_command("migrate", verbosity=0, interactive=False)
    say(f"Database: {len(steps)} steps made." if steps else "Database: up to date.")
    ensure_keys()
    compiled = compile_messages()
    say(f"Translations: {compiled} compiled." if compiled else "Translations: up to date.")
    if are_statics_stale():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        say(f"Static files: gathered in {settings.STATIC_ROOT}.")
    else:
        say("Static files: up to date.")
    try:
        call_command("check", databases=["default"], verbosity=0, stdout=StringIO())
    except SystemCheckError as broken:
        raise click.ClickException(f"The platform does not pass its own check:\n{broken}") from broken


def missing_migrations() -> list[str]:
    """The steps that the database still needs."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def what_is_missing() -> str:
    """Why the platform cannot serve yet; empty when it can."""
    if missing_migrations():
        return "The database is not prepared for this version. Run `dalil prepare` first."
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / MANIFEST).exists():
        return "The static files are not gathered yet. Run `dalil prepare` first."
    wrong = [found for found in the_second_wall_stands(databases=["default"]) if found.is_serious()]
    return f"{wrong[0].msg} {wrong[0].hint}" if wrong else ""


def compile_messages() -> int:
    """Compile the catalogues that changed since they were last compiled; return how many."""
    compiled = 0
    for folder in settings.LOCALE_PATHS:
        for text in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            binary = text.with_suffix(".mo")
            if not binary.exists() or binary.stat().st_mtime < text.stat().st_mtime:
                polib.pofile(str(text)).save_as_mofile(str(binary))
                compiled += 1
    return compiled


def are_statics_stale() -> bool:
    """Whether a static file is newer than what was gathered, or nothing was gathered yet."""
    manifest = Path(settings.STATIC_ROOT) / MANIFEST
    if not manifest.exists():
        return not settings.DEBUG
    gathered_at = manifest.stat().st_mtime
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if Path(storage.path(name)).stat().st_mtime > gathered_at:
                return True
    return False
