"""`dalil person`: who may sign in. It never shows a password or a link again after it was made."""

from dataclasses import replace

import click
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from dalil.access import actions
from dalil.access.actions import recoveries
from dalil.access.refusals import Refused as AccessRefused
from dalil.access.rights import rights_of
from dalil.accounts.models import Person
from dalil.cli.terminal import say, table


@click.group()
def person() -> None:
    """Give people access, with a role."""


@person.command()
@click.argument("sign_in_name")
@click.option("--name", default="", help="The name that others see; the sign-in name if not given.")
@click.option("--editor", is_flag=True, help="May take in lists, merge, publish.")
@click.option("--operator", is_flag=True, help="May give accounts and keep the platform running.")
@click.option(
    "--language", type=click.Choice([code for code, _ in settings.LANGUAGES]), default="en", show_default=True
)
@click.option("--ask", is_flag=True, help="Ask for a password instead of making one.")
@click.option("--link", is_flag=True, help="Print a link under which the person chooses the password, instead of one.")
def add(sign_in_name: str, name: str, editor: bool, operator: bool, language: str, ask: bool, link: bool) -> None:
    """Give somebody access. The password, or the link, is printed once and kept nowhere.

    A password opens nothing by itself: whoever signs in first with it sets up a passkey, and from then on that is needed.

    Example:  dalil person add layla --name "Layla H." --editor --link
    """
    if ask and link:
        raise click.UsageError("Either --ask or --link.")
    if Person.objects.filter(sign_in_name=sign_in_name).exists():
        raise click.ClickException(f"Somebody signs in as {sign_in_name} already.")
    if not (editor or operator):
        raise click.UsageError("Say what the person may do: --editor, --operator or both.")
    made, password = actions.make_person(
        by=Person.objects.command_line(),
        at=timezone.now(),
        sign_in_name=sign_in_name,
        display_name=name or sign_in_name,
        rights=actions.Rights(is_editor=editor, is_operator=operator),
        language=language,
        password=asked_password() if ask else "",
    )
    say(f"Added {made.display_name}: {roles_of(made)}.")
    say(f"Sign-in name: {made.sign_in_name}")
    if (editor, operator) != (made.is_editor, made.is_operator):
        say(
            "The operator's role is asked for: two operators there are already, and another must agree on the page Approvals."
        )
    if link:
        say(f"Link:         {recoveries.first_link(at=timezone.now(), person=made)}")
        say("              (shown this once, for 24 hours; it sets password and passkey)")
    elif not ask:
        say(f"Password:     {password}   (shown this once)")


@person.command()
@click.argument("sign_in_name")
def recover(sign_in_name: str) -> None:
    """Let somebody back in who lost every passkey, where fewer than two others could vouch. It takes 48 hours.

    Run it once to begin, and again after 48 hours to get the link. Whoever can still sign in to the account may stop it.

    Example:  dalil person recover layla
    """
    found = Person.objects.human().active().filter(sign_in_name=sign_in_name).first()
    if found is None:
        raise click.ClickException(f"Nobody signs in as {sign_in_name}.")
    at = timezone.now()
    try:
        begun = recoveries.vouch_by_command_line(at=at, person=found)
        if begun.ready_at is not None and begun.ready_at > at:
            say(f"Begun. Give the same command again after {begun.ready_at:%Y-%m-%d %H:%M} UTC to get the link.")
        else:
            say(f"Link:  {recoveries.hand_over(by=Person.objects.command_line(), at=at, recovery=begun)}")
            say("       (shown this once, for 24 hours)")
    except AccessRefused as refused:
        raise click.ClickException(str(refused)) from refused


@person.command()
@click.argument("sign_in_name")
@click.option("--editor/--no-editor", default=None, help="Takes in lists, merges, publishes.")
@click.option("--operator/--no-operator", default=None, help="Gives accounts and keeps the platform running.")
@click.option("--counsel/--no-counsel", default=None, help="Registers orders, places legal holds.")
@click.option("--may-sign-in/--barred", "active", default=None, help="Whether the person may sign in.")
@click.option("--why", default="", help="Needed where a second person must agree; kept with the request.")
def roles(sign_in_name: str, why: str, **wanted: bool | None) -> None:
    """Show what somebody may do, or change it. What the change was is said, and stands in the ledger.

    Where there are two operators already, the roles of operator and counsel, and barring staff, are only asked for here:
    one of them agrees on the page Approvals. Trustees are seated by the board: see dalil board.

    Example:  dalil person roles layla --operator --no-editor --why "She takes over from Omar"
    """
    found = Person.objects.human().filter(sign_in_name=sign_in_name).first()
    if found is None:
        raise click.ClickException(f"Nobody signs in as {sign_in_name}.")
    before = rights_of(found)
    after = replace(before, **{f"is_{name}": value for name, value in wanted.items() if value is not None})
    if after == before:
        say(f"{found.display_name}: {roles_of(found)}; {'may' if found.is_active else 'may not'} sign in.")
        return
    try:
        asked = actions.change_rights(
            by=Person.objects.command_line(), at=timezone.now(), person=found, rights=after, why=why
        )
    except actions.NoOperatorLeft as refused:
        raise click.ClickException("Somebody else must be an operator first.") from refused
    changes = ", ".join(changed_in_words(before, after))
    if asked is None:
        say(f"{found.display_name}: {changes}. They sign in anew.")
        say(f"Now: {roles_of(found)}; {'may' if found.is_active else 'may not'} sign in.")
    else:
        say(f"Asked for, nothing is changed yet: {changes}.")
        say("An operator must agree on the page Approvals.")


def changed_in_words(before: actions.Rights, after: actions.Rights) -> list[str]:
    """Each change as: editor given, operator taken."""
    words = {"is_editor": "editor", "is_operator": "operator", "is_counsel": "counsel", "is_active": "leave to sign in"}
    was, now = before.as_data(), after.as_data()
    return [f"{words[name]} {'given' if now[name] else 'taken'}" for name in words if was[name] != now[name]]


@person.command("list")
def list_people() -> None:
    """List the people and their roles."""
    table(
        ("sign-in name", "name", "roles", "may sign in"),
        [
            (one.sign_in_name, one.display_name, roles_of(one), "yes" if one.is_active else "no")
            for one in Person.objects.human()
        ],
    )


def roles_of(one: Person) -> str:
    """The roles in words."""
    every = (
        ("editor", one.is_editor),
        ("operator", one.is_operator),
        ("counsel", one.is_counsel),
        ("trustee", one.is_trustee),
    )
    held = [word for word, has in every if has]
    return " and ".join(held) or "no role"


def asked_password() -> str:
    """A password typed twice that is good enough."""
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise click.ClickException(" ".join(weak.messages)) from weak
    return password
