"""How those who read or changed what belongs to an organisation are shown to its delegates: one rule for every page that does.

It never names the people of another organisation.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from dalil.accounts.models import Body, Person


def shown_as(person: Person, acting_for: str, *, mine: Body, names: Mapping[str, str]) -> str:
    """One's own people and the platform's by name; of others the organisation alone. `names` comes from `names_of_bodies`."""
    if acting_for and acting_for != str(mine.pk):
        return _("somebody for %(organisation)s") % {"organisation": names.get(acting_for, "?")}
    if acting_for or person.needs_passkey:
        return person.display_name
    return _("somebody without a role now")


def names_of_bodies(acting_for: Iterable[str]) -> dict[str, str]:
    """What the bodies are called for which somebody acted, by their ids as text; one query."""
    ids = set()
    for one in acting_for:
        try:
            ids.add(UUID(one))
        except ValueError:
            continue
    return {str(pk): name for pk, name in Body.objects.filter(pk__in=ids).values_list("pk", "name")}
