"""What the guide knows without a database: sectors, registers of organisations, and places.

Each kind is a TOML file, loaded and checked here. Nothing in this room reads the environment, the clock or the network,
and nothing in its code depends on a particular country.
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
    Outline,
    Place,
    PlaceName,
    Policy,
    Tile,
    countries,
    country_named,
    outlines,
    place,
    place_name,
    project,
    region_named,
    regions,
    tiles,
    view_box,
)
from dalil.kinds.suggestion import Suggestion, suggest_sector
from dalil.kinds.taxonomy import NeedsDecision, Sector, sector_for, sector_named, sectors

__all__ = [
    "DEFAULT_POLICY",
    "PROBLEM_CODES",
    "CheckedIdentifier",
    "KindsFileIsWrong",
    "NeedsDecision",
    "Outline",
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
    "outlines",
    "place",
    "place_name",
    "project",
    "region_named",
    "regions",
    "register_named",
    "registers",
    "sector_for",
    "sector_named",
    "sectors",
    "suggest_sector",
    "tiles",
    "view_box",
]


def load(folder: Path | None = None) -> None:
    """Read all kinds now, the operator's folder over ours, and answer from them henceforth.

    Raises KindsFileIsWrong, naming file and key. Without this call the kinds are read, ours alone, when first needed.
    """
    loading.use_folder(folder)
    sectors(), registers(), countries(), regions(""), suggest_sector(())
