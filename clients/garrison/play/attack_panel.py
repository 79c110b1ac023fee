"""The attacker's panel: budget and bounds, the kinds of enemy with their costs, the road, the time, and who waits to appear."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.attack_seat import ANY_ROAD, AttackSeat
from garrison.play.canvas import Canvas, line_height
from garrison.play.figures import enemy_lines
from garrison.play.game import Game
from garrison.play.panel_parts import LEFT, WIDE, draw_head, refresh_shared, shared_buttons
from garrison.play.widgets import Button, draw_hint, offer

MEANS_TOP: Final = 86
KINDS_TOP: Final = 162
KIND_ROW: Final = 21
ROADS_TOP: Final = 338
TIMES_TOP: Final = 366
PENDING_TOP: Final = 396
TICKS_PER_S: Final = 50
TIMES: Final = (("At once", 0), ("In 3 s", 150), ("In 8 s", 400), ("Next wave", -1))


class AttackPanel:
    """`command(name)` is called with the names of `keys`; `kind`, `road` and `time` are what is chosen, `send(kind)` orders one."""

    def __init__(self, command: Callable[[str], None], seat: AttackSeat, send: Callable[[int], None]) -> None:
        self.seat = seat
        self.kind, self.road, self.time = 0, ANY_ROAD, 0
        self.buttons = shared_buttons(command)
        self.kinds = {kind: self._kind_button(place, kind, send) for place, kind in enumerate(seat.prices)}
        roads = {road: "Any" if road == ANY_ROAD else f"Road {road + 1}" for road in self.road_numbers}
        self.roads = _row(ROADS_TOP, roads, self.take)
        self.times = _row(TIMES_TOP, dict(enumerate(label for label, _ in TIMES)), self.take_time)

    @property
    def road_numbers(self) -> range:
        """Of the level's roads, and ANY_ROAD before them."""
        return range(ANY_ROAD, len(self.seat.rules["level"]["paths"]))

    @property
    def all(self) -> list[Button]:
        """Every button."""
        return [*self.buttons.values(), *self.kinds.values(), *self.roads.values(), *self.times.values()]

    def take(self, road: int) -> None:
        """Chooses a road."""
        self.road = road

    def take_time(self, time: int) -> None:
        """Chooses when those appear who are ordered."""
        self.time = time

    def turn(self, way: tuple[int, int]) -> None:
        """Chooses another kind, one column or row away; y points up."""
        kinds = list(self.kinds)
        place = kinds.index(self.kind) + way[0] - 2 * way[1]
        if 0 <= place < len(kinds):
            self.kind = kinds[place]

    def delay(self, wait_s: float) -> int:
        """The chosen time in ticks; wait_s: until the next wave."""
        ticks = TIMES[self.time][1]
        return ticks if ticks >= 0 else max(ceil(wait_s * TICKS_PER_S) - 1, 0)

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the panel."""
        return offer(self.all, event)

    def refresh(self, game: Game, muted: bool) -> None:
        """Sets labels, and why a kind cannot be ordered, to the game as it is."""
        refresh_shared(self.buttons, game, muted)
        for kind, button in self.kinds.items():
            cost = self.seat.prices.get(kind, ("", 0))[1]
            dear = f"It costs {cost}, you have {self.seat.budget}"
            button.off = "" if self.seat.mask[1 + kind] else dear if cost > self.seat.budget else "More would be too many, or too dear, now"
            button.chosen = kind == self.kind
        for row, chosen in ((self.roads, self.road), (self.times, self.time)):
            for number, button in row.items():
                button.chosen = number == chosen

    def draw(self, canvas: Canvas, game: Game) -> None:
        """All of it but the tooltip."""
        draw_head(canvas, game)
        life = game.text["Level_Current_Health"]
        canvas.text(f"the base has {life:g} lives", (LEFT + WIDE / 2, 34), theme.SMALL, theme.BAD, anchor="midtop")
        self._draw_means(canvas, game)
        for button in self.all:
            button.draw(canvas)
        waits = self.seat.pending or "Nobody waits to appear."
        for number, line in enumerate(canvas.wrapped(waits, WIDE, theme.SMALL)[:5]):
            canvas.text(line, (LEFT, PENDING_TOP + number * line_height(theme.SMALL)), theme.SMALL, theme.FAINT)

    def draw_hint(self, canvas: Canvas) -> None:
        """The tooltip of the button under the mouse; over all else."""
        draw_hint(canvas, self.all)

    def _draw_means(self, canvas: Canvas, game: Game) -> None:
        wave, waves = game.text["Level_Current_Wave"], len(game.rules["level"]["waves"])
        wait = game.text["Level_Current_Wave_Countdown"]
        canvas.text(f"Wave {wave} of {waves}", (LEFT, MEANS_TOP), theme.BODY)
        canvas.text(f"{self.seat.budget} gold", (LEFT + WIDE, MEANS_TOP - 2), theme.HEADING, theme.GOLD, anchor="topright")
        if wait:
            canvas.text(f"{'ends' if wave == waves else 'the next'} in {wait:.0f} s", (LEFT + 76, MEANS_TOP + 1), theme.SMALL, theme.FAINT)
        for number, (name, bounds) in enumerate(self.seat.bounds.items()):
            y = MEANS_TOP + 20 + 26 * number
            words = f"{name} wave: {bounds.enemies} of {bounds.most_enemies} enemies, {bounds.gold} of {bounds.most_gold} gold"
            canvas.text(words, (LEFT, y), theme.SMALL)
            canvas.fill((LEFT, y + 14, WIDE, 6), theme.BUTTON_OFF, radius=2)
            full = max(bounds.enemies / max(bounds.most_enemies, 1), bounds.gold / max(bounds.most_gold, 1))
            canvas.fill((LEFT, y + 14, WIDE * min(full, 1.0), 6), theme.BAD, radius=2)

    def _kind_button(self, place: int, kind: int, send: Callable[[int], None]) -> Button:
        name, cost = self.seat.prices[kind]
        half = (WIDE - 6) // 2
        rect = pygame.Rect(LEFT + (half + 6) * (place % 2), KINDS_TOP + KIND_ROW * (place // 2), half, KIND_ROW - 3)
        row = next(row for row in self.seat.rules["enemies"] if row["type"] == kind)
        hint = ". ".join(enemy_lines(row, row["health"]))
        return Button(rect, f"{name} {cost}", lambda: send(kind), hint=hint, size=theme.SMALL)


def _row(top: int, labels: Mapping[int, str], take: Callable[[int], None]) -> dict[int, Button]:
    """Buttons beside each other, of which one is chosen."""
    wide = (WIDE - 4 * (len(labels) - 1)) // len(labels)

    def made(place: int, number: int) -> Button:
        rect = pygame.Rect(LEFT + (wide + 4) * place, top, wide, 22)
        return Button(rect, labels[number], lambda: take(number), size=theme.SMALL)

    return {number: made(place, number) for place, number in enumerate(labels)}
