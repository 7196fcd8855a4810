"""The files: checked on reading, the operator's over ours, errors that name file and key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dalil import kinds
from dalil.kinds import loading


@pytest.fixture(autouse=True)
def ours_alone_afterwards() -> Iterator[None]:
    yield
    kinds.load()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


TENTH = """
code = "music"
number = 10
picture = "drum"
colour = "#000000"
icnptso = ["Z1x"]
[label]
en = "Music"
ar = "موسيقى أخرى"
fr = "Musique autre"
he = "מוזיקה אחרת"
[words.en]
decisive = ["zither*"]
"""


def test_the_operators_sector_stands_beside_ours(tmp_path: Path) -> None:
    write(tmp_path, "sectors/10.toml", TENTH)
    kinds.load(tmp_path)
    assert list(kinds.sectors())[-1] == "music"
    assert kinds.sector_for("icnptso", "Z12") == "music"
    found = kinds.suggest_sector(["Royal Zitherclub"])
    assert found is not None
    assert found.code == "music"
    kinds.load()
    assert "music" not in kinds.sectors()


def test_the_operators_file_replaces_a_sector_of_the_same_code(tmp_path: Path) -> None:
    ours = (loading.HERE / "sectors/3-health.toml").read_text(encoding="utf-8")
    write(tmp_path, "sectors/health.toml", ours.replace('en = "Health, mental health and nutrition"', 'en = "Care"'))
    kinds.load(tmp_path)
    assert kinds.sectors()["health"].label["en"] == "Care"
    assert len(kinds.sectors()) == 9


def test_the_operators_register_names_and_regions_are_known(tmp_path: Path) -> None:
    write(tmp_path, "registers.toml", '[[register]]\ncode = "QQ-X"\nname = "Register of X"\npattern = "[0-9]{3}"\n')
    write(tmp_path, "places/names/own.toml", 'authority = "Ours"\n[names]\nFR = { en = "Gaul" }\n')
    write(
        tmp_path,
        "places/regions/FR.toml",
        'country = "FR"\nscheme = "ISO 3166-2"\n[[region]]\ncode = "FR-COR"\ntile = [0, 0]\nnames.ISO = { fr = "Corse" }\n',
    )
    kinds.load(tmp_path)
    assert kinds.check_identifier("QQ-X", "12").problem_code == "identifier-pattern"
    assert kinds.place_name("FR", "en", ("Ours",)) == "Gaul"
    assert kinds.country_named("gaul") == "FR"
    assert kinds.region_named("FR", "corse") == "FR-COR"
    assert kinds.tiles("FR") == (kinds.Tile("FR-COR", 0, 0),)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sectors/x.toml", 'code = "x"\nnumber = "ten"\n', "$.number"),
        ("sectors/x.toml", TENTH.replace('fr = "Musique autre"', ""), "$.label.fr"),
        ("sectors/x.toml", TENTH.replace('["Z1x"]', '["G11"]'), "G11 belongs to rights"),
        ("sectors/x.toml", TENTH + "[wrods.en]\n", "wrods"),
        ("sectors/x.toml", "code = ", "x.toml"),
        ("registers.toml", '[[register]]\ncode = "A"\nname = "B"\ncheck = "magic"\n', "magic"),
        ("registers.toml", '[[register]]\ncode = "A"\nname = "B"\npattern = "("\n', "$.pattern"),
        ("registers.toml", '[[register]]\ncode = "A"\n', "name"),
        ("places/names/x.toml", 'authority = "X"\n[names]\nFR = "Gaul"\n', "$.names"),
        ("places/regions/x.toml", 'country = "ZZ"\nscheme = "X"\nregion = []\n', "ZZ"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_key(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(kinds.KindsFileIsWrong) as refused:
        kinds.load(tmp_path)
    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "registers.toml"
    path.write_bytes("# سجل".encode("cp1256"))
    with pytest.raises(kinds.KindsFileIsWrong, match="registers"):
        kinds.load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(kinds.KindsFileIsWrong, match="no such folder"):
        kinds.load(tmp_path / "nowhere")
