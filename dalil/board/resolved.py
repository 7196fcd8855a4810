"""What a room above asks the board: was this resolved? It reads and never writes."""

from dalil.board.models import Resolution


def resolved(kind: str, subject: str) -> Resolution | None:
    """The newest resolution of this kind about this subject that no later one withdrew, or None."""
    found = Resolution.objects.filter(motion__kind=kind, motion__subject=subject, withdrawn_by=None)
    return found.order_by("-resolved_at", "-pk").first()
