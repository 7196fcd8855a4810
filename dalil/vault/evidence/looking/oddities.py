"""What can be odd about a file, with a sentence for each. A finding is told, never acted upon here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Oddity(TextChoices):
    """One thing that whoever opens the file should know, or for which a form refuses it."""

    OTHER_THAN_NAMED = "other_than_named", _("The file is not what the ending of its name says.")
    UNSAFE_NAME = "unsafe_name", _("The name holds parts that can deceive: folders, hidden signs or turned letters.")
    SCRIPT = "script", _("It holds a script or other active content.")
    MACRO = "macro", _("It holds a macro.")
    REMOTE = "remote", _("It fetches something from elsewhere when it is opened.")
    ATTACHMENT = "attachment", _("Further files are hidden in it.")
    TWO_KINDS = "two_kinds", _("It can be read as two kinds of file at once.")
    TOO_LARGE = "too_large", _("It is larger than allowed.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture has more pixels than allowed.")
    TOO_MANY_PAGES = "too_many_pages", _("It has more pages than allowed.")
    UNPACKS_TOO_LARGE = "unpacks_too_large", _("Unpacked it would be far larger than allowed.")
    TOO_MANY_PARTS = "too_many_parts", _("It consists of more parts than allowed.")
    NESTED = "nested", _("It is an archive with archives in it.")
    LOCKED = "locked", _("It is locked with a password, so it could not be looked at.")
    BROKEN = "broken", _("It is damaged or cut off.")
    EMPTY = "empty", _("It is empty.")
