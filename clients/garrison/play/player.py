"""Somebody at the window: a seat of the game, the hand that plays it, what is told them, and what of it lies over the picture."""

from collections.abc import Callable
from typing import Final

from garrison.play import theme
from garrison.play.aim import aim_words, draw_aim, draw_range
from garrison.play.canvas import Canvas
from garrison.play.hand import Hand
from garrison.play.map_places import on_map, to_frame
from garrison.play.orders import KINDS, Act, Answer, tower_at, tower_rules
from garrison.play.seat import Seat
from garrison.play.spotting import Spot, spot

SAID_S: Final = 3.5  # how long a message stays
HEARD_S: Final = 8.0  # one of an ally
ARM: Final = 9  # of the keyboard's cross, in logical units
HELD_S: Final = 0.2  # from the first step of a key that is held to its steady way
SPEED: Final = 2.4  # units a second of the cross while a key is held


class Player:
    """`answered(answer)` hears what became of each order; `opened()` that a ring has come up."""

    def __init__(
        self,
        seat: Seat,
        answered: Callable[[Answer], None],
        opened: Callable[[], None],
        colour: theme.Colour | None = None,
        *,
        mouse: bool = True,
    ) -> None:
        """colour: of the seat, where several people sit at the window; None: the usual ones. mouse: whether it is this player's."""
        self._mouse = mouse
        self.seat, self.colour, self._answered, self._opened = seat, colour, answered, opened
        self._ranges = {f"{kind.capitalize()} Tower": tower_rules(seat.rules, kind)["range"] for kind in KINDS.values()}
        self.said, self._said_colour, self._said_left_s = "", theme.INK, 0.0
        self._heard, self._heard_colour, self._heard_left_s = "", theme.INK, 0.0
        self._held: dict[str, float] = {}  # ways that the cross goes, and for how long already
        seat.on_answer = self._hear
        seat.on_message = self._hear_message
        self.begin()

    def begin(self) -> None:
        """A game begins, the first or another."""
        self.hand = Hand(self.seat, self.say, self._opened)
        self._held.clear()
        if not self._mouse:
            x, y = self.seat.rules["level"]["hero"]
            self.hand.cross = x, y

    def say(self, words: str, colour: theme.Colour = theme.BAD) -> None:
        """Tells the player something for a while."""
        self.said, self._said_colour, self._said_left_s = words, colour, SAID_S

    @property
    def name(self) -> str:
        """What the window calls the player."""
        return self.seat.names[self.seat.number]

    @property
    def gold(self) -> float:
        """In the player's purse."""
        return float(self.seat.text["Level_Current_Gold_Coins"])

    @property
    def allies(self) -> dict[int, str]:
        """The names of the others who defend, by seat."""
        return {other: self.seat.names[other] for other in self.seat.allies}

    @property
    def spot(self) -> Spot | None:
        """What the player points at."""
        if not on_map(*self.hand.place):
            return None
        seat = self.seat
        found = spot(seat.text, seat.rules, self.hand.place, seat.names)
        if found is not None and found.kind in ("tower", "point") and (stranger := seat.stranger(found.place)):
            return found._replace(title=f"{found.title}, {stranger}'s")
        return found

    @property
    def banners(self) -> list[tuple[str, theme.Colour]]:
        """What is asked of the player, and told."""
        lines = []
        if self.hand.aim is not None:
            why_not = self.hand.why_not()
            lines.append((aim_words(self.hand.aim, why_not), theme.BAD if why_not else self.colour or theme.GOLD))
        if self._said_left_s > 0:
            lines.append((self.said, self._said_colour))
        if self.colour is not None:
            lines = [(f"{self.name}: {words}", colour) for words, colour in lines]
        return [*lines, (self._heard, self._heard_colour)] if self._heard_left_s > 0 else lines

    def command(self, name: str, shift: bool = False) -> bool:
        """A command of `keys`; whether it is the player's."""
        if name.startswith("go ") and self.hand.ring is None:
            way = name.removeprefix("go ")
            if way not in self._held:  # the system's own repetition of a held key says nothing new
                self._held[way] = 0.0
                self.hand.command(name, shift)
            return True
        if name.startswith("gift"):
            return self._give(name.removeprefix("gift").strip())
        return self.hand.command(name, shift)

    def release(self, name: str) -> None:
        """The key of a command is let go."""
        self._held.pop(name.removeprefix("go "), None)

    def release_all(self) -> None:
        """Whatever is still held is so unseen."""
        self._held.clear()

    def update(self, seconds: float) -> None:
        """Time has passed."""
        self._said_left_s -= seconds
        self._heard_left_s -= seconds
        for way, held_s in self._held.items():
            self._held[way] = held_s + seconds
            if held_s >= HELD_S and self.hand.ring is None:
                self.hand.go(way, SPEED * seconds)

    def draw(self, canvas: Canvas) -> None:
        """What the hand is at."""
        hand = self.hand
        if hand.aim is not None:
            draw_aim(canvas, hand.aim, hand.place, hand.why_not(), self.seat.rules, self.colour or theme.GOLD)
        elif hand.ring is not None:
            self._draw_ring_range(canvas)
            hand.ring.draw(canvas, self.colour)
        elif hand.cross is not None:
            self._draw_cross(canvas)

    def _give(self, ally: str) -> bool:
        """50 gold to an ally, by default the first; whether there is one."""
        to = int(ally) if ally else min(self.seat.allies, default=None)
        if to is not None:
            self.hand.give(Act(Act.GIVE_0 + to))
        return to is not None

    def _hear(self, answer: Answer) -> None:
        self._answered(answer)
        if answer.code:
            self.say(answer.words)
        elif answer.order.act >= Act.GIVE_0:
            self.say(f"50 gold given to {self.seat.names[answer.order.act - Act.GIVE_0]}.", theme.GOOD)

    def _hear_message(self, other: int, words: str) -> None:
        self._heard, self._heard_colour, self._heard_left_s = f"{self.seat.names[other]} says: {words}", theme.SEATS[other], HEARD_S

    def _draw_ring_range(self, canvas: Canvas) -> None:
        """The reach of the tower at the ring, or of the one that would be built."""
        ring = self.hand.ring
        assert ring is not None
        tower = tower_at(self.seat.text, *ring.point)
        if tower is not None and tower["Is_Built"]:
            draw_range(canvas, ring.point, self._ranges[tower["Tower_Name"]])
        elif ring.hovered is not None and ring.hovered.act in KINDS:
            draw_range(canvas, ring.point, self._ranges[f"{KINDS[ring.hovered.act].capitalize()} Tower"])

    def _draw_cross(self, canvas: Canvas) -> None:
        x, y = to_frame(*self.hand.place)
        for colour, width in ((theme.NIGHT, 4.0), (self.colour or theme.INK, 2.0)):
            canvas.line((x - ARM, y), (x + ARM, y), colour, width=width)
            canvas.line((x, y - ARM), (x, y + ARM), colour, width=width)
