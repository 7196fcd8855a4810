"""What is protected and what is not, for each class of data: the sentences of the page that every reader may see.

It follows the column "residual" of the design's table of threats. It never promises more than a test shows.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data, and what becomes of it in each case."""

    code: str
    what: Words
    who_reads: Words
    operator_sees: Words
    seized_server_yields: Words


KEPT: Final[tuple[Kept, ...]] = (
    Kept(
        "public",
        _("The public guide: names, places, work and sources of organisations"),
        _("Everybody, without an account. Nobody keeps a record of what you read or searched for."),
        _("The same as everybody."),
        _("All of it. It is public anyway, and other copies of it go on."),
    ),
    Kept(
        "contacts",
        _("Private contacts: telephone numbers, addresses and names of people behind an organisation"),
        _(
            "Those whom the organisation chose: members, its own delegates, or named people only. Each reading is recorded."
        ),
        _("Only what members see, unless they begin a duty session with a reason, which is recorded."),
        _(
            "Switched off: unreadable text, and how many there are, how long, and when they changed. Running: "
            "what can be read at that moment can be copied."
        ),
    ),
    Kept(
        "cases",
        _("Cases and evidence"),
        _("The people of the case. Each reading is recorded with a reason."),
        _("Nothing of the content. That a case exists, its dates and sizes can be seen in the database."),
        _(
            "Switched off: unreadable text and files, and how many and how large they are. Running: what can be "
            "read at that moment can be copied."
        ),
    ),
    Kept(
        "letters",
        _("Correspondence, and mails that wait to be sent"),
        _("Those who wrote and received it. A mail that has left us can be read by the mail servers on its way."),
        _("Nothing of the content."),
        _("As with cases."),
    ),
    Kept(
        "ledger",
        _("The record of who did what, when and why"),
        _(
            "Operators, counsel and trustees; delegates see what concerns their organisation; you see what concerns you."
        ),
        _("All of it. It holds numbers instead of names and no private value. That they looked is recorded too."),
        _(
            "All of it: actions, moments and numbers. A change to it is found with the copies of its last line "
            "that others keep, at most an hour old."
        ),
    ),
    Kept(
        "accounts",
        _("Accounts: your name, role and sessions"),
        _("You, and operators. Members see the names of those who work with them."),
        _("Your name, your roles, and when you were last seen; not your password, keys or mail address."),
        _("Names, roles and times. Passwords only as a hash that is slow to guess; mail addresses as unreadable text."),
    ),
)

LIMITS: Final[tuple[Words, ...]] = (
    _(
        "Whoever takes the server while it runs, or has full control of it, can read what the platform can "
        "read at that moment."
    ),
    _("Sizes, times and counts of private records are visible to whoever holds the disk."),
    _(
        "Whoever may read something can photograph the screen. We record who read what, so it may be found "
        "out afterwards, not prevented."
    ),
    _("A harmful program on your own device sees what you see. Neither passkeys nor encryption help against it."),
    _("A stolen session works until it ends: after thirty minutes without use, after eight hours in any case."),
    _("Passwords of members can be tried from many places at once; a second factor is what stops it."),
    _("Three trustees who are forced together can open what three trustees may open. One or two cannot."),
    _(
        "The ledger shows that something was changed, not what it said before. What was written in the last "
        "hour is held by its chain alone."
    ),
    _(
        "We follow valid law. An order is registered, checked by counsel, answered as narrowly as it allows, "
        "and counted in public."
    ),
    _("That a document is kept unchanged proves when we had it, not that what it says is true."),
    _(
        "What others copied from the public guide we cannot call back. A withdrawal reaches our own mirrors; "
        "copies that do not ask stay."
    ),
    _("If all who hold a key lose it, what it protects is gone for everybody, for us too."),
    _(
        "Nobody from outside has examined this version yet. What is known to be missing is listed with the "
        "program, in docs/known-risks.md."
    ),
)
