"""Places of the map, in units with y up, and the same places in the picture, in logical units of the canvas."""

from collections.abc import Mapping
from typing import Final

from garrison.play import theme

HALF_MAP: Final = 3.0  # units from the middle to an edge
UNIT: Final = theme.FRAME / (2 * HALF_MAP)  # logical units of one map unit

Place = tuple[float, float]


def to_frame(x: float, y: float) -> Place:
    """A place of the map in the picture."""
    return (x + HALF_MAP) * UNIT, (HALF_MAP - y) * UNIT


def to_map(left: float, top: float) -> Place:
    """A place of the picture on the map; outside of the picture it is outside of the map."""
    return left / UNIT - HALF_MAP, HALF_MAP - top / UNIT


def on_map(x: float, y: float) -> bool:
    """Whether a place lies on the map."""
    return abs(x) <= HALF_MAP and abs(y) <= HALF_MAP


def at(thing: Mapping[str, float]) -> Place:
    """A place as the text view writes it, {"X":, "Y":}."""
    return thing["X"], thing["Y"]
