"""A file in pieces opens as it was, and in no other order, length, place or company."""

import os
import tracemalloc
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.vault.envelope import Altered, UnknownScheme
from dalil.vault.evidence import pieces

pytestmark = pytest.mark.t21

KEY, WHERE = bytes(range(32)), b"evidence 1"
HEADER = 19
SEALED_PIECE = pieces.PIECE + 16


def sealed(data: bytes, key: bytes = KEY, where: bytes = WHERE) -> bytes:
    return b"".join(pieces.seal(key, where, [data]))


def opened(data: bytes, key: bytes = KEY, where: bytes = WHERE) -> bytes:
    return b"".join(pieces.unseal(key, where, [data]))


@pytest.fixture(scope="module")
def three() -> bytes:
    """The ciphertext of two pieces and a half."""
    return sealed(os.urandom(pieces.PIECE * 5 // 2))


def parts(data: bytes) -> tuple[bytes, list[bytes]]:
    rest = data[HEADER:]
    return data[:HEADER], [rest[at : at + SEALED_PIECE] for at in range(0, len(rest), SEALED_PIECE)]


@pytest.mark.parametrize("size", [0, 1, pieces.PIECE - 1, pieces.PIECE, pieces.PIECE + 1, 2 * pieces.PIECE])
def test_a_file_of_any_length_reads_back(size: int) -> None:
    data = os.urandom(size)
    kept = sealed(data)

    assert opened(kept) == data
    assert len(kept) == pieces.sealed_size(size)
    assert size < 8 or data[:64] not in kept


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.lists(st.integers(0, 90), max_size=12), st.lists(st.integers(0, 90), max_size=12))
def test_how_it_arrives_in_chunks_makes_no_difference(data: bytes, coming: list[int], going: list[int]) -> None:
    def chunked(whole: bytes, sizes: list[int]) -> Iterable[bytes]:
        at = 0
        for size in sizes:
            yield whole[at : at + size]
            at += size
        yield whole[at:]

    kept = b"".join(pieces.seal(KEY, WHERE, chunked(data, coming)))
    assert b"".join(pieces.unseal(KEY, WHERE, chunked(kept, going))) == data


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=64), st.integers(min_value=0), st.integers(0, 7))
def test_one_bit_anywhere_is_found(data: bytes, at: int, bit: int) -> None:
    kept = bytearray(sealed(data))
    kept[at % len(kept)] ^= 1 << bit

    with pytest.raises(Altered):
        opened(bytes(kept))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=64), st.integers(min_value=0))
def test_a_file_cut_anywhere_is_found(data: bytes, at: int) -> None:
    kept = sealed(data)

    with pytest.raises(Altered):
        opened(kept[: at % len(kept)])


def test_a_last_piece_cut_off_whole_is_found(three: bytes) -> None:
    header, sealed_pieces = parts(three)

    for left in (0, 1, 2):
        with pytest.raises(Altered):
            opened(header + b"".join(sealed_pieces[:left]))


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (0, 0, 1, 2), (0, 2), (1, 2), (0, 1, 2, 2)])
def test_pieces_moved_doubled_or_left_out_are_found(three: bytes, order: tuple[int, ...]) -> None:
    header, sealed_pieces = parts(three)

    with pytest.raises(Altered):
        opened(header + b"".join(sealed_pieces[number] for number in order))


def test_a_piece_of_another_file_under_the_same_key_is_found(three: bytes) -> None:
    header, sealed_pieces = parts(three)
    _, others = parts(sealed(bytes(pieces.PIECE * 5 // 2)))

    with pytest.raises(Altered):
        opened(header + sealed_pieces[0] + others[1] + sealed_pieces[2])


def test_bytes_hung_on_at_the_end_are_found(three: bytes) -> None:
    for more in (b"\0", bytes(16), bytes(SEALED_PIECE)):
        with pytest.raises(Altered):
            opened(three + more)


def test_it_opens_with_its_key_and_at_its_place_alone() -> None:
    kept = sealed(b"the minutes")

    with pytest.raises(Altered):
        opened(kept, key=bytes(32))
    with pytest.raises(Altered):
        opened(kept, where=b"evidence 2")


def test_the_same_file_twice_shares_nothing() -> None:
    one, two = sealed(b"x" * 100), sealed(b"x" * 100)

    assert one[HEADER:] != two[HEADER:]


def test_an_unknown_scheme_and_a_greedy_piece_are_refused_before_anything_is_read() -> None:
    kept = bytearray(sealed(b"x"))
    kept[7] = 99
    with pytest.raises(UnknownScheme):
        opened(bytes(kept))

    kept = bytearray(sealed(b"x"))
    kept[8:12] = b"\xff" * 4
    with pytest.raises(Altered):
        opened(bytes(kept))


def test_memory_does_not_grow_with_the_file() -> None:
    chunk = bytes(1 << 16)
    tracemalloc.start()
    for _ in pieces.unseal(KEY, WHERE, pieces.seal(KEY, WHERE, (chunk for _ in range(48 * 16)))):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 12 << 20  # of 48 MiB
