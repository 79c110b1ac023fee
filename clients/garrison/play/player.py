"""Somebody at the window: a seat of the game, the hand that plays it, what is told them, and what of it lies over the picture."""

from collections.abc import Callable
from typing import Final

from garrison.play import theme
from garrison.play.aim import aim_words, draw_aim, draw_range
from garrison.play.canvas import Canvas
from garrison.play.hand import Hand
from garrison.play.map_places import on_map, to_frame
from garrison.play.orders import KINDS, Answer, tower_at, tower_rules
from garrison.play.seat import Seat
from garrison.play.spotting import Spot, spot

SAID_S: Final = 3.5  # how long a message stays
ARM: Final = 9  # of the keyboard's cross, in logical units


class Player:
    """`answered(answer)` hears what became of each order; `opened()` that a ring has come up."""

    def __init__(self, seat: Seat, answered: Callable[[Answer], None], opened: Callable[[], None]) -> None:
        self.seat, self._answered, self._opened = seat, answered, opened
        self._ranges = {f"{kind.capitalize()} Tower": tower_rules(seat.rules, kind)["range"] for kind in KINDS.values()}
        self.said, self._said_colour, self._said_left_s = "", theme.INK, 0.0
        seat.on_answer = self._hear
        self.begin()

    def begin(self) -> None:
        """A game begins, the first or another."""
        self.hand = Hand(self.seat, self.say, self._opened)

    def say(self, words: str, colour: theme.Colour = theme.BAD) -> None:
        """Tells the player something for a while."""
        self.said, self._said_colour, self._said_left_s = words, colour, SAID_S

    @property
    def spot(self) -> Spot | None:
        """What the player points at."""
        return spot(self.seat.text, self.seat.rules, self.hand.place) if on_map(*self.hand.place) else None

    @property
    def banners(self) -> list[tuple[str, theme.Colour]]:
        """What is asked of the player, and told."""
        lines = []
        if self.hand.aim is not None:
            why_not = self.hand.why_not()
            lines.append((aim_words(self.hand.aim, why_not), theme.BAD if why_not else theme.GOLD))
        if self._said_left_s > 0:
            lines.append((self.said, self._said_colour))
        return lines

    def update(self, seconds: float) -> None:
        """Time has passed."""
        self._said_left_s -= seconds

    def draw(self, canvas: Canvas) -> None:
        """What the hand is at."""
        hand = self.hand
        if hand.aim is not None:
            draw_aim(canvas, hand.aim, hand.place, hand.why_not(), self.seat.rules)
        elif hand.ring is not None:
            self._draw_ring_range(canvas)
            hand.ring.draw(canvas)
        elif hand.cross is not None:
            self._draw_cross(canvas)

    def _hear(self, answer: Answer) -> None:
        self._answered(answer)
        if answer.code:
            self.say(answer.words)

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
        for colour, width in ((theme.NIGHT, 4.0), (theme.INK, 2.0)):
            canvas.line((x - ARM, y), (x + ARM, y), colour, width=width)
            canvas.line((x, y - ARM), (x, y + ARM), colour, width=width)
