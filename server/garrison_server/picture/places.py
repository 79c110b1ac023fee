"""Where things stand in a frame: the map's y goes up, a frame's goes down."""

import math

from garrison_server.jit import kernel
from garrison_server.rules import MAP_HALF


@kernel
def column(x: float, side: int) -> int:
    """The pixel column of a place on the map; outside [0, side) where it is off the map."""
    return math.floor((x + MAP_HALF) / (2.0 * MAP_HALF) * side)


@kernel
def line(y: float, side: int) -> int:
    """The pixel row of a place on the map."""
    return math.floor((MAP_HALF - y) / (2.0 * MAP_HALF) * side)
