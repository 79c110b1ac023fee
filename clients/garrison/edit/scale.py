"""From map units to the canvas and back: the map fills the square of 512 units at the left."""

from typing import Final

from garrison.edit.draft import MAP_HALF, Point
from garrison.play import theme

UNITS: Final = theme.FRAME / (2 * MAP_HALF)  # canvas units in a map unit


def to_canvas(at: Point) -> Point:
    """A place of the map on the canvas."""
    return (at[0] + MAP_HALF) * UNITS, (MAP_HALF - at[1]) * UNITS


def to_map(at: Point) -> Point:
    """A place of the canvas on the map."""
    return at[0] / UNITS - MAP_HALF, MAP_HALF - at[1] / UNITS


def is_over_map(at: Point) -> bool:
    """Whether a place of the canvas is over the map."""
    return 0 <= at[0] < theme.FRAME and 0 <= at[1] < theme.HEIGHT
