"""The tree over a batch: the RFC's own shape, proofs for every place, and nothing but the right leaf is proved."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.ledger import merkle

# The eight leaves and roots that RFC 6962's reference implementation tests with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def hashed(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_the_root_is_that_of_the_rfc(count: int) -> None:
    assert merkle.root_of([hashed(data) for data in LEAVES[:count]]) == ROOTS[count - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root_of([]) == sha256(b"").hexdigest()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 65])
def test_every_leaf_is_proved_at_its_own_place_alone(count: int) -> None:
    leaves = [hashed(bytes([number])) for number in range(count)]
    root = merkle.root_of(leaves)
    for place, leaf in enumerate(leaves):
        path = merkle.path_to(place, leaves)
        assert merkle.leads_to(root, leaf_hash=leaf, place=place, count=count, path=path)
        for other in range(count):
            if other != place:
                assert not merkle.leads_to(root, leaf_hash=leaf, place=other, count=count, path=path)
        assert not merkle.leads_to(root, leaf_hash=hashed(b"other"), place=place, count=count, path=path)
        assert not merkle.leads_to(root, leaf_hash=leaf, place=place, count=count, path=[*path, "00" * 32])
        assert not path or not merkle.leads_to(root, leaf_hash=leaf, place=place, count=count, path=path[:-1])


@settings(deadline=None)
@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40), st.data())
def test_a_joint_is_never_taken_for_a_leaf(contents: list[bytes], data: st.DataObject) -> None:
    """Without domain separation, the tree over the joints of a level would have the same root."""
    leaves = [hashed(content) for content in contents]
    joints = [
        sha256(b"\x00" + leaves[at] + leaves[at + 1]).digest() for at in range(0, len(leaves) - len(leaves) % 2, 2)
    ]

    assert merkle.root_of(leaves) != merkle.root_of([*joints, *leaves[len(joints) * 2 :]])
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], hashed(b"another thing"), *leaves[place + 1 :]]
    assert merkle.root_of(changed) != merkle.root_of(leaves)


def test_a_leaf_is_bound_to_its_subject_and_its_content() -> None:
    content = merkle.content_hash({"value": 1})

    assert len({merkle.leaf("a:1", content), merkle.leaf("a:2", content), merkle.leaf("a:1", "0" * 64)}) == 3
    assert merkle.content_hash({"a": 1, "b": 2}) == merkle.content_hash({"b": 2, "a": 1})
    assert merkle.content_hash({"value": 1}) != merkle.content_hash({"value": 2})


@pytest.mark.parametrize("place", [-1, 3])
def test_there_is_no_path_to_a_leaf_that_is_not_there(place: int) -> None:
    with pytest.raises(IndexError):
        merkle.path_to(place, [hashed(b"a"), hashed(b"b"), hashed(b"c")])
