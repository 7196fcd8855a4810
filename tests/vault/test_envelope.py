"""Envelopes: what was sealed opens in its own place, whole and unaltered, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.data_classes import DataClass
from dalil.vault import envelope
from dalil.vault.envelope import Altered, UnknownScheme

VALUES = st.binary(max_size=600)
KEYS = st.binary(min_size=32, max_size=32)
PLACES = st.lists(st.text(max_size=8), min_size=1, max_size=4)
SCHEMES = st.sampled_from(sorted(envelope.SCHEMES))


@given(KEYS, VALUES, PLACES, SCHEMES)
def test_whatever_is_sealed_opens_in_its_place_under_every_scheme(
    key: bytes, value: bytes, parts: list[str], scheme: int
) -> None:
    where = envelope.place(*parts)

    assert envelope.unseal(key, envelope.seal(key, value, where, scheme=scheme), where) == value


@given(KEYS, VALUES, PLACES, PLACES)
def test_what_is_moved_elsewhere_does_not_open(key: bytes, value: bytes, here: list[str], there: list[str]) -> None:
    sealed = envelope.seal(key, value, envelope.place(*here))

    if here != there:
        with pytest.raises(Altered):
            envelope.unseal(key, sealed, envelope.place(*there))


@given(KEYS, VALUES, st.data())
def test_one_bit_turned_anywhere_is_found(key: bytes, value: bytes, data: st.DataObject) -> None:
    sealed = bytearray(envelope.seal(key, value, b"here"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Altered):
        envelope.unseal(key, sealed, b"here")


@given(KEYS, VALUES, st.data())
def test_what_is_cut_short_does_not_open(key: bytes, value: bytes, data: st.DataObject) -> None:
    sealed = envelope.seal(key, value, b"here")

    with pytest.raises(Altered):
        envelope.unseal(key, sealed[: data.draw(st.integers(0, len(sealed) - 1))], b"here")


@given(KEYS, KEYS, st.sampled_from(sorted(envelope.CLASS_BYTES)), st.integers(1, 2**32 - 1), SCHEMES, st.data())
def test_a_wrapped_key_says_its_epoch_and_opens_unaltered_alone(
    class_key: bytes, key: bytes, data_class: DataClass, epoch: int, scheme: int, data: st.DataObject
) -> None:
    wrapped = envelope.wrap(class_key, key, b"here", epoch=epoch, data_class=data_class, scheme=scheme)

    assert envelope.head_of(wrapped) == envelope.Head(scheme, epoch, data_class)
    assert envelope.unwrap(class_key, wrapped, b"here") == key
    bit = data.draw(st.integers(0, len(wrapped) * 8 - 1))
    altered = bytearray(wrapped)
    altered[bit // 8] ^= 1 << bit % 8
    for wrong, where in ((altered, b"here"), (wrapped, b"there"), (wrapped[:-1], b"here")):
        with pytest.raises(Altered):
            envelope.unwrap(class_key, wrong, where)


def test_a_scheme_of_the_future_is_told_from_damage() -> None:
    sealed = envelope.seal(bytes(32), b"value", b"here")

    with pytest.raises(UnknownScheme):
        envelope.unseal(bytes(32), b"\x09" + sealed[1:], b"here")


def test_two_seals_of_one_value_differ() -> None:
    assert len({envelope.seal(bytes(32), b"same", b"here") for _ in range(50)}) == 50


@given(st.binary(max_size=5000))
def test_padding_comes_off_and_blurs_the_length(value: bytes) -> None:
    padded = envelope.pad(value)

    assert envelope.unpad(padded) == value
    assert len(padded) % 32 == 0
    assert len(padded) - len(value) <= max(32, len(value) // 4)


def test_values_of_one_step_have_one_length() -> None:
    assert {len(envelope.pad(b"x" * size)) for size in range(31)} == {32}


@pytest.mark.parametrize("padded", [b"", b"\0" * 32, b"x" * 32])
def test_what_was_never_padded_is_refused(padded: bytes) -> None:
    with pytest.raises(Altered):
        envelope.unpad(padded)


@given(PLACES, PLACES)
def test_no_two_places_are_the_same(here: list[str], there: list[str]) -> None:
    assert (envelope.place(*here) == envelope.place(*there)) == (here == there)
