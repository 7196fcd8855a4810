"""Who counts as one at the other end of the line, where we count how often somebody asks. It keeps nothing."""

from ipaddress import IPv6Address, ip_address


def neighbourhood(address: str) -> str:
    """The address; of IPv6 only the first 64 bits, since one subscriber commands all the rest."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else str(parsed)
