"""A siege from the attacker's side: the bare picture with the roads' numbers, and the panel from which enemies are sent."""

from itertools import pairwise
from math import dist
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.attack_keys import ATTACK
from garrison.play.attack_panel import AttackPanel
from garrison.play.attack_seat import ANY_ROAD, AttackSeat
from garrison.play.banners import draw_banners
from garrison.play.canvas import Canvas
from garrison.play.catalogue import Entry
from garrison.play.companion import Companion
from garrison.play.game import RUNNING, Game
from garrison.play.hand import ARROWS
from garrison.play.map_places import Place, to_frame, to_map
from garrison.play.playing import Playing, Ways

MANY: Final = 5  # enemies ordered with Shift
NEAR: Final = 0.45  # units: a click so near to a road means it


class AttackScreen(Playing):
    """Plays `game` as its attacker."""

    keyboard = ATTACK

    def __init__(self, game: Game, entry: Entry, companion: Companion, ways: Ways) -> None:
        super().__init__(game, entry, companion, ways)
        assert isinstance(self.seat, AttackSeat)
        self.attacker = self.seat
        self.attacker.on_code = self._answered
        self.panel = AttackPanel(self.command, self.attacker, self.send)
        self.said, self._said_colour, self._said_left_s = "", theme.INK, 0.0
        self.look()

    def send(self, kind: int, many: bool = False) -> None:
        """Orders one enemy, or several, on the chosen road at the chosen time."""
        self.panel.kind = kind
        wait_s = self.game.text["Level_Current_Wave_Countdown"]
        for _ in range(MANY if many else 1):
            self.attacker.send(kind, self.panel.road, self.panel.delay(wait_s))

    def handle(self, event: pygame.event.Event) -> None:
        """Panel, roads, keys."""
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP):
            self.panel.handle(event)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            if not self.panel.handle(event) and event.pos[0] < theme.FRAME:
                self.panel.take(self._road_at(to_map(*event.pos)))
        elif event.type == pygame.KEYDOWN and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
            self.command(self.keyboard.command_of(event)[1], bool(event.mod & pygame.KMOD_SHIFT))

    def command(self, name: str, shift: bool = False) -> None:
        """Carries out a command of `attack_keys`."""
        if name in ARROWS:
            self.panel.turn(ARROWS[name])
        elif name == "send":
            self.send(self.panel.kind, shift)
        elif name == "road":
            roads = self.panel.road_numbers
            self.panel.take(roads[(self.panel.road - ANY_ROAD + 1) % len(roads)])
        elif name == "time":
            self.panel.take_time((self.panel.time + 1) % len(self.panel.times))
        elif name == "leave":
            self.ways.menu(self)
        else:
            self.command_shared(name, shift)

    def update(self, seconds: float) -> None:
        """One frame of the game."""
        self._said_left_s -= seconds
        if self.game.advance(seconds):
            self.look()
        if fault := self.new_fault():
            self.say(fault, theme.BAD)
        self.panel.refresh(self.game, self.companion.sounds.muted)
        self.check_end()

    def draw(self, canvas: Canvas) -> None:
        """The server's picture, the roads over it, the panel."""
        canvas.picture(self.game.picture, (0, 0, theme.FRAME, theme.FRAME))
        self._draw_roads(canvas)
        self.panel.draw(canvas, self.game)
        lines = [(self.said, self._said_colour)] if self._said_left_s > 0 else []
        if self.game.pacer.paused and self.game.status == RUNNING:
            lines.append(("Paused", theme.GOLD))
        draw_banners(canvas, lines)
        self.panel.draw_hint(canvas)

    def say(self, words: str, colour: theme.Colour) -> None:
        """Tells the attacker something for a while."""
        self.said, self._said_colour, self._said_left_s = words, colour, 3.0

    def _answered(self, code: int, words: str) -> None:
        if code:
            self.say(f"{words.capitalize()}.", theme.BAD)
        else:
            self.say("Sent.", theme.GOOD)

    def _road_at(self, place: Place) -> int:
        """The road that a place lies on; ANY_ROAD if on none."""
        roads = self.game.rules["level"]["paths"]
        away = {number: min(dist(place, point) for point in _along(road)) for number, road in enumerate(roads)}
        nearest = min(away, key=lambda number: away[number])
        return nearest if away[nearest] <= NEAR else ANY_ROAD

    def _draw_roads(self, canvas: Canvas) -> None:
        """A number where each road begins; the chosen one drawn out."""
        with canvas.clip((0, 0, theme.FRAME, theme.FRAME)):
            for number, road in enumerate(self.game.rules["level"]["paths"]):
                chosen = self.panel.road in (number, ANY_ROAD)
                places = [to_frame(*point) for point in road]
                if self.panel.road == number:
                    for start, end in pairwise(places):
                        canvas.line(start, end, theme.BAD, width=2)
                x, y = (min(max(side, 14.0), theme.FRAME - 14.0) for side in places[0])
                canvas.circle((x, y), 11, theme.NIGHT)
                canvas.circle((x, y), 10, theme.BAD if chosen else theme.BUTTON_FILL)
                canvas.text(f"{number + 1}", (x, y), theme.BODY, theme.INK, anchor="center")


def _along(road: list[list[float]]) -> list[Place]:
    """Points of a road, close together."""
    steps = [k / 8 for k in range(9)]
    return [(a[0] + (b[0] - a[0]) * step, a[1] + (b[1] - a[1]) * step) for a, b in pairwise(road) for step in steps]
