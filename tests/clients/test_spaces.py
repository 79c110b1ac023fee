"""Spaces from specs, and actions as the wire's numbers."""

from typing import Any

import numpy as np
import pytest
from gymnasium import spaces
from hypothesis import given
from hypothesis import strategies as st

from garrison.errors import OptionError, ProtocolError
from garrison.spaces import action_space, observation_space, pack_action, view_space, wire_name
from garrison_proto.records import ActionSpec, ViewSpec

NATIVE = ActionSpec("native")


def test_view_space_keeps_dtype_shape_and_bounds() -> None:
    space = view_space(ViewSpec("structured", "tensor", "float32", (759,), -9999.0, 1e6))
    assert space == spaces.Box(-9999.0, 1e6, (759,), np.float32)


def test_text_space_holds_json_and_line_breaks() -> None:
    space = view_space(ViewSpec("text", "text", max_length=100))
    assert '{"X": -1.5, "Y": null}\n' in space
    assert "" in space and "é" not in space and "x" * 101 not in space


def test_observation_space_of_several_views_is_a_dict() -> None:
    specs = [ViewSpec("a", "tensor", "uint8", (4,), 0, 1), ViewSpec("b", "text", max_length=5)]
    space = observation_space(specs)
    assert isinstance(space, spaces.Dict) and list(space) == ["a", "b"]
    assert observation_space(specs[:1]) == view_space(specs[0])


def test_unknown_kind_of_view_is_refused() -> None:
    with pytest.raises(ProtocolError, match="smell"):
        view_space(ViewSpec("nose", "smell"))  # type: ignore[arg-type]


@given(st.floats(0, 12, exclude_max=True, width=32))
def test_native_third_number_means_its_floor(third: float) -> None:
    row = pack_action("native", np.array([0, 0, third], np.float32))
    assert row[0, 2] == int(third)


@given(st.integers(0, 2**32))
def test_native_samples_are_always_an_action(seed: int) -> None:
    space = action_space("native", NATIVE)
    space.seed(seed)
    row = pack_action("native", space.sample())
    assert row.shape == (1, 3) and row.dtype == np.float64
    assert row[0, 2] in range(12) and np.all(np.abs(row[0, :2]) <= 3)


@pytest.mark.parametrize("third", [-0.5, 12.0, 1e30, np.nan, np.inf])
def test_native_never_makes_a_known_index_of_an_unknown_one(third: float) -> None:
    assert pack_action("native", [0, 0, third])[0, 2] not in range(12)


def test_native_keeps_all_digits_of_a_float64() -> None:
    assert pack_action("native", np.array([0.1, 0.2, 6]))[0].tolist() == [0.1, 0.2, 6.0]


@given(st.integers(0, 2**32))
def test_tuple_samples_are_the_same_numbers(seed: int) -> None:
    space = action_space("native:tuple", NATIVE)
    space.seed(seed)
    x, y, index = space.sample()
    assert pack_action("native:tuple", (x, y, index))[0].tolist() == [float(x[0]), float(y[0]), float(index)]


def test_discrete_is_one_whole_number() -> None:
    assert action_space("sites", ActionSpec("sites", 127)) == spaces.Discrete(127)
    for form in (5, np.int32(5), np.array(5), np.array([5]), 5.0):
        row = pack_action("sites", form)
        assert row.dtype == np.int64 and row.tolist() == [5]


@pytest.mark.parametrize("bad", [1.5, "x", None, float("nan"), float("inf"), [1, 2], 2**70, {}])
def test_discrete_refuses_all_else(bad: Any) -> None:
    with pytest.raises(OptionError, match="whole number"):
        pack_action("grid:4", bad)


@pytest.mark.parametrize("bad", [1, "x", None, [1, 2], [1, 2, 3, 4], [[1, 2, 3]], [1, 2, [3]], {}])
@pytest.mark.parametrize("name", ["native", "native:tuple"])
def test_native_refuses_other_shapes(name: str, bad: Any) -> None:
    with pytest.raises(OptionError, match="action"):
        pack_action(name, bad)


def test_wire_names_are_the_servers() -> None:
    assert [wire_name(name) for name in ("native", "native:tuple", "grid", "grid:5", "sites")] == [
        "native",
        "native",
        "grid:16",
        "grid:5",
        "sites",
    ]
