"""Where mail is handed in. Apart from `letters`: the settings make one before there are models. It never sends anything."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = True
