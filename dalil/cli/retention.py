"""`dalil retention`: what is kept how long, what is due, and letting go what a rule alone decides.

It never destroys what needs two people.
"""

from collections import Counter

import click
from django.utils import timezone

from dalil.access.second_wall import as_machine
from dalil.accounts.models import Person
from dalil.cli.terminal import say, table
from dalil.vault import retention as rules
from dalil.vault.retention import Way

WAYS = {Way.ELSEWHERE: "at once, where it is used", Way.BY_RULE: "by the worker", Way.BY_TWO: "two people agree"}


@click.group()
def retention() -> None:
    """See how long what is kept, and let go what is over."""


@retention.command("list")
def list_rules() -> None:
    """List the rules, with how much is due now and how much of it is held."""
    with as_machine("retention"):
        due = Counter((one.rule.code, one.is_held) for one in rules.due(timezone.now(), rules.rules()))
    rows = [
        (one.code, one.data_class, WAYS[one.way], due[one.code, False], due[one.code, True], str(one.sentence))
        for one in rules.rules()
    ]
    table(("rule", "class", "goes", "due", "held", "what it says"), rows)


@retention.command()
def run() -> None:
    """Let go now what the worker lets go each hour. What needs two people is asked for on the page "Retention"."""
    done = rules.carry_out(by=Person.objects.command_line(), at=timezone.now())
    for one in done:
        say(f"{one.rule.code}: {one.gone:,} let go, {one.held:,} held")
    say(f"{sum(one.gone for one in done):,} let go.")
