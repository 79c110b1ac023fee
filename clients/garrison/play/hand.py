"""The player's hand: what is chosen now (a tower point's ring, an order that waits for a place, the keyboard's cross), and
how clicks and commands become orders. Knows its seat of the game, and no pygame.
"""

from collections.abc import Callable
from math import dist
from typing import Final

from garrison.play.aim import Aim, fault
from garrison.play.map_places import HALF_MAP, Place, at, on_map
from garrison.play.orders import IDLE, Act, Order, tower_at
from garrison.play.ring_menu import RingMenu
from garrison.play.seat import Seat
from garrison.play.spotting import target
from garrison.play.tower_menu import Entry, entries

STEP: Final = 0.1  # units that an arrow key moves the cross
LEAP: Final = 0.5  # with Shift
ARROWS: Final = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}
AIMS: Final = {"hero": Act.HERO, "reinforce": Act.REINFORCE}
HERE: Final = {"hero here": Act.HERO, "reinforce here": Act.REINFORCE}  # at once, where the hand points to
AT_POINT: Final = ("archer", "magician", "knight", "upgrade", "sell", "range", "rally")


class Hand:
    """`say(words)` tells the player why something is not done; `opened()` that a ring has come up."""

    def __init__(self, seat: Seat, say: Callable[[str], None], opened: Callable[[], None] = lambda: None) -> None:
        self.seat, self._say, self._opened = seat, say, opened
        self.ring: RingMenu | None = None
        self.aim: Aim | None = None
        self.cross: Place | None = None  # the keyboard's place on the map, once an arrow key was pressed
        self.mouse: Place = (0.0, 0.0)

    @property
    def place(self) -> Place:
        """Where the mouse or the cross points to, whichever moved last."""
        return self.cross or self.mouse

    @property
    def range_point(self) -> Place | None:
        """The tower whose range is shown."""
        return (self.seat.idle.x, self.seat.idle.y) if self.seat.idle.act is Act.RANGE else None

    def refresh(self) -> None:
        """Sets the ring's entries to the game as it is; a point that the fog hides now has none."""
        if self.ring is None:
            return
        tower = tower_at(self.seat.text, *self.ring.point)
        if tower is None:
            self._say("The fog hides that tower point now.")
            self.ring = None
            return
        stranger = self.seat.stranger(self.ring.point)
        self.ring.refresh(entries(tower, self.seat.text, self.seat.rules, self.range_point == self.ring.point, stranger))

    def click(self, place: Place) -> None:
        """A left click on the map."""
        if self.aim is not None:
            self._place(self.aim, place)
            return
        self.ring = None
        found = target(self.seat.text, self.seat.rules, place)
        if found is None:
            return
        if found.kind in ("tower", "point"):
            self.open_ring(found.place)
        elif found.kind == "hidden":
            self._say("The fog hides that tower point.")
        elif found.kind == "hero":
            self.take_aim(Act.HERO)

    def second_click(self, place: Place) -> None:
        """A right click: takes back a choice, or sends the hero."""
        if not self.take_back() and on_map(*place):
            self.give(Act.HERO, place)

    def take_back(self) -> bool:
        """Takes back the choice under way; whether there was one."""
        had = self.ring is not None or self.aim is not None
        self.ring = self.aim = None
        return had

    def choose(self, entry: Entry) -> None:
        """An entry of the ring was clicked."""
        ring = self.ring
        if ring is None:
            return
        if entry.off:
            self._say(f"{entry.off}.")
        elif entry.act is Act.RALLY:
            self.take_aim(Act.RALLY, ring.point)
        elif entry.act is Act.RANGE:
            shown = self.range_point == ring.point
            self.seat.idle = IDLE if shown else Order(Act.RANGE, *ring.point)
            self.ring = None
        else:
            self.give(entry.act, ring.point)
            self.ring = None

    def open_ring(self, point: Place) -> None:
        """Opens the ring menu at a tower point, given as the text view has it."""
        self.aim, self.ring = None, RingMenu(point)
        self.refresh()
        self._opened()

    def take_aim(self, act: Act, tower: Place | None = None) -> None:
        """The next click gives the order's place."""
        self.ring, self.aim = None, Aim(act, tower)

    def give(self, act: Act, place: Place = (0.0, 0.0)) -> None:
        """Gives an order."""
        self.seat.order(act, *place)

    def why_not(self) -> str:
        """Why the order that waits cannot go where the hand points to."""
        return fault(self.aim, self.place, self.seat.text, self.seat.rules) if self.aim is not None else ""

    def command(self, name: str, shift: bool = False) -> bool:
        """A command of `keys`; whether it is the hand's."""
        if name in ARROWS:
            self._move_cross(ARROWS[name], LEAP if shift else STEP)
        elif name.startswith("go "):
            self.go(name.removeprefix("go "), LEAP if shift else STEP)
        elif name == "click":
            self.click(self.place)
        elif name == "act":
            self._act()
        elif name == "back":
            self.take_back()
        elif name in HERE:
            self.give(HERE[name], self.place)
        elif name in AIMS:
            self._aim_or_not(AIMS[name])
        elif name == "fire":
            self.give(Act.FIRE)
        elif name == "health":
            self.give(Act.HEALTH)
        elif name == "next point":
            self._next_point(-1 if shift else 1)
        elif name in AT_POINT:
            self._at_point(name)
        else:
            return False
        return True

    def go(self, way: str, step: float) -> None:
        """Chooses in the ring that is open, or moves the cross by so many units."""
        if self.ring is not None:
            self.ring.turn(ARROWS[way])
        else:
            self._move_cross(ARROWS[way], step)

    def _act(self) -> None:
        """As a click at the cross, or on what is chosen in the ring."""
        if self.ring is None:
            self.click(self.place)
        elif self.ring.hovered is not None:
            self.choose(self.ring.hovered)

    def _place(self, aim: Aim, place: Place) -> None:
        why_not = fault(aim, place, self.seat.text, self.seat.rules)
        if why_not:
            self._say(why_not)
            return
        self.aim = None
        self.give(aim.act, place)

    def _aim_or_not(self, act: Act) -> None:
        """The same key again takes it back."""
        hero = self.seat.text["Level_Hero_Realtime_Status"]
        wait = self.seat.text["Level_Knight_Reinforcements_Countdown"]
        if self.aim is not None and self.aim.act is act:
            self.aim = None
        elif act is Act.HERO and hero["Is_Hero_Dead"]:
            self._say(f"The hero is dead; it comes back in {hero['Hero_Revive_Countdown']:.0f} s.")
        elif act is Act.REINFORCE and wait > 0:
            self._say(f"The reinforcements come again in {wait:.0f} s.")
        else:
            self.take_aim(act)

    def _move_cross(self, direction: tuple[int, int], step: float) -> None:
        x, y = (coordinate + way * step for coordinate, way in zip(self.place, direction, strict=True))
        self.cross = min(max(x, -HALF_MAP), HALF_MAP), min(max(y, -HALF_MAP), HALF_MAP)

    def _next_point(self, way: int) -> None:
        """Tower points from left to right."""
        points = sorted(at(tower["Position"]) for tower in self.seat.text["Level_Towers_Realtime_Status"])
        if not points:
            self._say("The fog hides every tower point.")
        elif self.ring is None:
            nearest = min(points, key=lambda point: dist(point, self.place))
            self.open_ring(nearest if self.cross is not None else points[0 if way > 0 else -1])
        else:
            number = points.index(self.ring.point) if self.ring.point in points else -1
            self.open_ring(points[(number + way) % len(points)])

    def _at_point(self, name: str) -> None:
        """A command for the tower point whose ring is open, or that the hand points to."""
        if self.ring is None:
            found = target(self.seat.text, self.seat.rules, self.place)
            if found is None or found.kind not in ("tower", "point"):
                self._say("Which tower point? Click one, or choose with Tab.")
                return
            self.open_ring(found.place)
        if self.ring is None:
            return
        entry = next((entry for entry in self.ring.entries if entry.command == name), None)
        if entry is None:
            built = self.ring.entries[0].act is Act.UPGRADE
            self._say("A tower stands here already." if built and name in AT_POINT[:3] else "That cannot be done here.")
            return
        self.choose(entry)
