"""States: what is not allowed is refused, and where the state cannot be read it is as if sealed."""

from pathlib import Path

import pytest

from dalil.access.state import ALLOWED, FILE, Act, State, allows, current_state


def test_without_a_file_the_platform_is_active_and_allows_everything(dalil_home: Path) -> None:
    assert current_state() == State.ACTIVE
    assert all(allows(act) for act in Act)


@pytest.mark.parametrize("text", ["", "actively", "ACTIVE", "sealed\nactive", "active" * 1000, "\0"])
def test_what_cannot_be_understood_is_sealed(dalil_home: Path, text: str) -> None:
    (dalil_home / FILE).write_text(text, "ascii")

    assert current_state() == State.SEALED


def test_what_cannot_be_read_is_sealed(dalil_home: Path) -> None:
    (dalil_home / FILE).mkdir()
    assert current_state() == State.SEALED

    (dalil_home / FILE).rmdir()
    (dalil_home / FILE).write_bytes(b"\xff\xfe")
    assert current_state() == State.SEALED


@pytest.mark.parametrize("state", State)
def test_each_state_is_what_its_file_says(dalil_home: Path, state: State) -> None:
    (dalil_home / FILE).write_text(f"{state}\n", "ascii")

    assert current_state() == state
    assert {act for act in Act if allows(act)} == ALLOWED[state]


def test_the_table_of_states_is_as_the_design_has_it() -> None:
    assert {act: "".join(state[0] for state in State if act in ALLOWED[state]) for act in Act} == {
        Act.READ_PUBLIC: "ansrc",
        Act.SIGN_IN: "anc",
        Act.READ_PRIVATE: "anc",
        Act.WRITE: "anc",
        Act.EXPORT: "ac",
        Act.DESTROY: "a",
        Act.INVITE: "a",
        Act.HOLD: "ansrc",
    }
