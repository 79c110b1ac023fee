"""The wire's specs as Gymnasium spaces, and an agent's action as the numbers that the wire carries."""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from garrison.errors import OptionError, ProtocolError
from garrison_proto.records import ActionSpec, ViewSpec

MAP_LOW, MAP_HIGH = -3.0, 3.0
N_ACTIONS = 12


def _below(number: int) -> float:
    """The greatest float32 below a number."""
    return float(np.nextafter(np.float32(number), np.float32(0)))


ORDER_LOW = (-1, -1, 0)
ORDER_HIGH = (_below(15), _below(5), _below(1501))  # fifteen types, five roads, 30 s

# Whatever a text view may hold: printable ASCII, and the line breaks of the brief form.
CHARSET = "".join(map(chr, range(32, 127))) + "\n"


def view_space(spec: ViewSpec) -> gymnasium.Space[Any]:
    """Box of the view's dtype, shape and bounds; Text for a view of words."""
    if spec.kind == "text":
        return spaces.Text(spec.max_length, min_length=0, charset=CHARSET)
    if spec.kind == "tensor":
        return spaces.Box(spec.low, spec.high, spec.shape, np.dtype(spec.dtype).type)
    raise ProtocolError(f"view {spec.name!r} is of kind {spec.kind!r}; known are tensor and text", came=spec.kind, wanted="tensor or text")


def observation_space(specs: Sequence[ViewSpec]) -> gymnasium.Space[Any]:
    """One view: its own space. Several: a Dict by the views' names."""
    if len(specs) == 1:
        return view_space(specs[0])
    return spaces.Dict({spec.name: view_space(spec) for spec in specs})


def action_space(name: str, spec: ActionSpec, indices: int = N_ACTIONS) -> gymnasium.Space[Any]:
    """The space of `native`, `native:tuple`, `native:orders`, `grid:SPLIT`, `sites`, `orders` and `commons`.

    `native`: Box float32 (3,): x and y in [-3, 3], and a third number in [0, 12) whose floor is the action's index, so
    that a whole number means itself and every index owns a band of the same width. Nothing is clamped: a coordinate
    outside the map, a third number outside [0, 12) or one that is not finite reaches the server as it is, and comes
    back as error code 15. `indices`: how many there are, 12 or, where seats may give gold to each other, more.
    `native:tuple`: x, y and Discrete(12) apart, as in TowerMind's own action mapping.
    `native:orders`, an attacker's: Box float32 (3,): numbers whose floors are the kind from -1 (wait), the road from -1 (drawn as
    the enemy appears), and the delay in ticks.
    All others: Discrete.
    """
    if name in ("native", "native:orders"):
        low, high = ((MAP_LOW, MAP_LOW, 0), (MAP_HIGH, MAP_HIGH, _below(indices))) if name == "native" else (ORDER_LOW, ORDER_HIGH)
        return spaces.Box(np.array(low, np.float32), np.array(high, np.float32), dtype=np.float32)
    if name == "native:tuple":
        axis = spaces.Box(MAP_LOW, MAP_HIGH, (1,), np.float32)
        return spaces.Tuple((axis, spaces.Box(MAP_LOW, MAP_HIGH, (1,), np.float32), spaces.Discrete(indices)))
    return spaces.Discrete(spec.n)


def wire_name(name: str) -> str:
    """The action space as the server knows it: `native:tuple` is only a form of `native`, and `grid` alone has 16 cells a side."""
    return {"native:tuple": "native", "grid": "grid:16"}.get(name, name)


def pack_action(name: str, action: Any) -> NDArray[Any]:
    """One action as the wire's row: float64 (1, 3) in the native forms, int64 (1,) in `grid` and `sites`.

    Raises OptionError for anything of another shape or kind; the values are the server's to judge.
    """
    if name == "native:tuple":
        action = _flatten(action)
    if name.startswith("native"):
        return _pack_native(action, 0 if name == "native:orders" else 2)
    index, exact = 0, False
    try:
        number = np.asarray(action).item()
        index = int(number)
        exact = bool(index == number)
    except (TypeError, ValueError, OverflowError):
        pass  # not a number, or not a finite one: refused below in the same words
    if not exact or not -(2**63) <= index < 2**63:
        raise OptionError("action", repr(action), "one whole number")
    return np.array([index], np.int64)


def _pack_native(action: Any, first: int) -> NDArray[np.float64]:
    """Three numbers; those from `first` on are whole ones."""
    try:
        row = np.array(action, np.float64, ndmin=1)  # a float64 input keeps all its digits
    except (TypeError, ValueError):
        row = np.empty(0)
    if row.shape != (3,):
        raise OptionError("action", repr(action), "three numbers: x, y, index")
    row[first:] = np.floor(row[first:])
    return row[None]


def _flatten(action: Any) -> list[float]:
    try:
        x, y, index = action
        return [float(np.asarray(x).item()), float(np.asarray(y).item()), float(index)]
    except (TypeError, ValueError) as error:
        raise OptionError("action", repr(action), "the tuple (x, y, index)") from error


def pack_actions(name: str, actions: Any, n: int) -> NDArray[Any]:
    """A batch of `n` actions, as `gymnasium.vector` hands them over, in the wire's form: float64 (n, 3), or int64 (n,).

    Raises OptionError for anything of another shape or kind; the values are the server's to judge.
    """
    if name == "native:tuple":
        actions = _columns(actions, n)
    array = np.asarray(actions)
    if name.startswith("native"):
        first = 0 if name == "native:orders" else 2
        if array.shape != (n, 3) or array.dtype.kind not in "fiu":
            raise _not_actions(array, f"numbers of shape ({n}, 3): x, y, index")
        rows = array.astype(np.float64)
        rows[:, first:] = np.floor(rows[:, first:])
        return rows
    if array.shape != (n,) or array.dtype.kind not in "iu":
        raise _not_actions(array, f"whole numbers of shape ({n},)")
    return array.astype(np.int64, copy=False)


def _columns(actions: Any, n: int) -> NDArray[np.float64]:
    try:
        x, y, index = actions
        return np.stack([np.asarray(column, np.float64).reshape(n) for column in (x, y, index)], axis=1)
    except (TypeError, ValueError) as error:
        raise OptionError("actions", type(actions).__name__, f"a tuple (x, y, index) of {n} numbers each") from error


def _not_actions(array: NDArray[Any], wanted: str) -> OptionError:
    return OptionError("actions", f"{array.dtype.name} of shape {array.shape}", wanted)
