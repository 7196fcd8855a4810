"""What the guide knows without a database: sectors, registers of organisations, and places.

Each kind is a TOML file, loaded and checked here. Nothing in this room reads the environment, the clock or the network, and nothing
in its code depends on a particular country.
"""

from pathlib import Path

from dalil.kinds import loading
from dalil.kinds.identifiers import (
    PROBLEM_CODES,
    CheckedIdentifier,
    Register,
    check_identifier,
    register_named,
    registers,
)
from dalil.kinds.loading import KindsFileIsWrong
from dalil.kinds.places import (
    DEFAULT_POLICY,
    Place,
    PlaceName,
    Policy,
    Tile,
    countries,
    country_named,
    place,
    place_name,
    region_named,
    regions,
    tiles,
)
from dalil.kinds.suggestion import Suggestion, suggest_sector
from dalil.kinds.taxonomy import NeedsDecision, Sector, sector_for, sector_named, sectors

__all__ = [
    "DEFAULT_POLICY",
    "PROBLEM_CODES",
    "CheckedIdentifier",
    "KindsFileIsWrong",
    "NeedsDecision",
    "Place",
    "PlaceName",
    "Policy",
    "Register",
    "Sector",
    "Suggestion",
    "Tile",
    "check_identifier",
    "countries",
    "country_named",
    "load",
    "place",
    "place_name",
    "region_named",
    "register_named",
    "registers",
    "regions",
    "sector_for",
    "sector_named",
    "sectors",
    "suggest_sector",
    "tiles",
]


def load(folder: Path | None = None) -> None:
    """Read all kinds now, the operator's folder over ours, and answer from them henceforth.

    Raises KindsFileIsWrong, naming file and key. Without this call the kinds are read, ours alone, when first needed.
    """
    loading.use_folder(folder)
    sectors(), registers(), countries(), regions("")
