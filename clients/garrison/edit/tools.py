"""The tools: what the mouse does on the map. Each has a press, a drag and a release, in map units.

Whatever the tool, a press on a waypoint, tower point or rally point takes hold of it, except for painting and erasing.
"""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from garrison.edit.brush import paint, tiles_between
from garrison.edit.desk import Desk, ToolName
from garrison.edit.draft import MAP_HALF, Point
from garrison.edit.roads import add_path, add_waypoint, move_base, move_hero, nearest_on_path, nearest_on_roads
from garrison.edit.sites import add_site
from garrison.edit.spot import Spot, delete_spot, move_spot, nearest_spot, position

REACH: Final = 0.14  # map units around a spot within which a press is meant for it
BESIDE: Final = 0.16  # map units beside a road within which a press is meant for the road
EDGE: Final = 0.06  # map units from the edge within which a place is meant to be at it
GRID: Final = 0.25  # map units; the side of a tile too


class Tool(NamedTuple):
    """A tool's name, key and what it does, in words."""

    name: ToolName
    label: str
    key: str
    hint: str


TOOLS: Final = (
    Tool("select", "Select", "V", "Click to select, drag to move. Del deletes, arrows nudge, right-click deletes at once."),
    Tool(
        "road",
        "Road",
        "R",
        "Click on the map to lead the road on to there, on the road for a new bend. Drag bends. N: new path.",
    ),
    Tool("tower", "Tower point", "T", "Click where a tower may stand. Its knights' flag goes to the nearest road; drag either."),
    Tool("base", "Base", "B", "Click where all roads shall end."),
    Tool("hero", "Hero", "H", "Click where the hero starts and revives."),
    Tool("paint", "Paint", "P", "Drag to paint ground or road. It changes the picture, not the game."),
    Tool("erase", "Erase", "E", "Click or drag over waypoints and tower points to delete them."),
)


class Hand:
    """The mouse on the map with a desk's tool in it. A drag, however long, is one step of undo."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: Spot | None = None
        self._away: Point = (0.0, 0.0)  # from the mouse to the middle of what is held
        self._last: Point | None = None  # where the mouse was, while its button is down

    @property
    def is_down(self) -> bool:
        """Whether a drag is going on."""
        return self._last is not None

    def press(self, at: Point) -> None:
        """The left button goes down."""
        self._last = at
        self._press[self._desk.tool](self, at if self._desk.tool in ("paint", "erase", "select") else self._fitted(at))

    def drag(self, at: Point) -> None:
        """The mouse moves with the button down."""
        if self._last is None:
            return
        tool = self._desk.tool
        if tool == "paint":
            self._paint(at)
        elif tool == "erase":
            self._erase(at)
        elif (held := self._held) is not None:
            to = self._fitted((at[0] + self._away[0], at[1] + self._away[1]))
            self._desk.do(f"move {held}", lambda draft: move_spot(draft, held, to), gesture=True)
        self._last = at

    def release(self) -> None:
        """The button goes up."""
        self._desk.history.settle()
        self._held = self._last = None

    def erase(self, at: Point) -> None:
        """Deletes the spot there, whatever the tool."""
        self._erase(at)
        self._desk.history.settle()

    def _fitted(self, at: Point) -> Point:
        """Where something is put: on the grid if that is shown; at the map's edge when that is near, or was dragged past."""
        x, y = on_grid(at) if self._desk.shows_grid else at
        return _edged(x), _edged(y)

    def _take(self, at: Point) -> bool:
        spot = nearest_spot(self._desk.draft, at, REACH)
        if spot is None:
            return False
        self._hold(spot, at)
        return True

    def _hold(self, spot: Spot, at: Point) -> None:
        middle = position(self._desk.draft, spot)
        self._desk.select(spot)
        self._held, self._away = spot, (middle[0] - at[0], middle[1] - at[1])

    def _select(self, at: Point) -> None:
        if self._take(at):
            return
        away, path, _, _ = nearest_on_roads(self._desk.draft, at)
        self._desk.select(None)
        if away <= BESIDE:
            self._desk.road = path

    def _road(self, at: Point) -> None:
        desk = self._desk
        if desk.is_new_road:
            if desk.do("new path", lambda draft: add_path(draft, at)):
                desk.is_new_road = False
                desk.road = len(desk.draft.paths) - 1
                self._hold(Spot("waypoint", desk.road, 0), at)
            return
        if self._take(at):
            return
        road, path = desk.road, desk.draft.paths[desk.road]
        away, before, _ = nearest_on_path(path, at)
        before = before if away <= BESIDE else len(path) - 1
        if desk.do("new waypoint", lambda draft: add_waypoint(draft, road, before, at)):
            self._hold(Spot("waypoint", road, before), at)

    def _tower(self, at: Point) -> None:
        if not self._take(at) and self._desk.do("new tower point", lambda draft: add_site(draft, at)):
            self._hold(Spot("site", len(self._desk.draft.sites) - 1), at)

    def _base(self, at: Point) -> None:
        self._desk.do("move base", lambda draft: move_base(draft, at))
        self._hold(Spot("base"), at)

    def _hero(self, at: Point) -> None:
        self._desk.do("move hero's start", lambda draft: move_hero(draft, at))
        self._hold(Spot("hero"), at)

    def _paint(self, at: Point) -> None:
        desk = self._desk
        tiles = tiles_between(self._last or at, at, desk.width)
        desk.do("paint", lambda draft: paint(draft, tiles, desk.letter), gesture=True)

    def _erase(self, at: Point) -> None:
        spot = nearest_spot(self._desk.draft, at, REACH)
        if spot is not None:
            self._desk.do("erase", lambda draft: delete_spot(draft, spot), gesture=True)

    _press: Final[dict[ToolName, Callable[["Hand", Point], None]]] = {
        "select": _select, "road": _road, "tower": _tower, "base": _base, "hero": _hero, "paint": _paint, "erase": _erase,
    }  # fmt: skip


def on_grid(at: Point) -> Point:
    """The nearest crossing of the grid."""
    return round(at[0] / GRID) * GRID, round(at[1] / GRID) * GRID


def _edged(coordinate: float) -> float:
    return math.copysign(MAP_HALF, coordinate) if abs(coordinate) > MAP_HALF - EDGE else coordinate
