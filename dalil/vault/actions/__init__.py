"""What can be done with private records and with keys: opening, rotating. Each is written to the ledger."""

from dalil.vault.actions.opening import NoReason, NotForMachines, Opened, open_records, open_unrecorded

__all__ = ["NoReason", "NotForMachines", "Opened", "open_records", "open_unrecorded"]
