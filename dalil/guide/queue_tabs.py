"""The places of the queue beside each other: what can be accepted together, what must be looked at, what contradicts itself."""

from django.urls import reverse
from django.utils.translation import gettext


def tabs_of_queue(current: str, *, grey: int | None = None, batch: int | None = None) -> list[dict[str, object]]:
    """The tabs for components/tabs.html; a count that is not known is left out."""
    tabs = (
        ("grey", gettext("One by one"), "guide:merge_queue", grey),
        ("batch", gettext("Batch"), "guide:merge_batch", batch),
        ("contradictions", gettext("Contradictions"), "guide:contradictions", None),
    )
    return [
        {"label": label, "address": reverse(name), "count": count, "is_current": code == current}
        for code, label, name, count in tabs
    ]
