"""The game's own screen: the picture at the left, the panel at the right, and what the player's hand is at over them."""

from collections.abc import Callable
from typing import Final, NamedTuple

import pygame

from garrison.play import theme
from garrison.play.banners import draw_banners
from garrison.play.canvas import Canvas
from garrison.play.catalogue import Entry
from garrison.play.companion import Companion
from garrison.play.game import RUNNING, WON, Game
from garrison.play.keys import command_of
from garrison.play.map_places import on_map, to_map
from garrison.play.orders import Answer
from garrison.play.player import Player
from garrison.play.screen import Screen
from garrison.play.side_panel import SidePanel, numbers_into_hints

STEPS_WITH_SHIFT: Final = 16
GUIDED: Final = {"send hero": "hero", "deploy reinforcements": "reinforce", "hero casts Fire of Rage": "fire"}  # action: command
# The buttons that the server draws into the picture: hero, Fire of Rage, reinforcements.
PICTURE_BUTTONS: Final = {name: pygame.Rect(200 + 38 * place, 474, 34, 34) for place, name in enumerate(("hero", "fire", "reinforce"))}


class Ways(NamedTuple):
    """Where a game leads. Each is given the screen."""

    ended: Callable[["GameScreen"], None]  # the game is over
    lost: Callable[["GameScreen"], None]  # the server is gone
    menu: Callable[["GameScreen"], None]
    help: Callable[["GameScreen"], None]
    restart: Callable[["GameScreen"], None]
    left: Callable[["GameScreen"], None]  # the screen goes away; the session still lives


class GameScreen(Screen):
    """Plays `game`; its companion sounds and explains it."""

    def __init__(self, game: Game, entry: Entry, companion: Companion, ways: Ways) -> None:
        self.game, self.entry, self.companion, self.ways = game, entry, companion, ways
        self.panel = SidePanel(self.command)
        numbers_into_hints(self.panel, game.rules)
        self.players = [Player(game.seats[number], self._answered, self._opened_ring) for number in game.people]
        self._ended = False
        self._look()

    @property
    def first(self) -> Player:
        """The player with the mouse."""
        return self.players[0]

    def begin(self) -> None:
        """Another game begins."""
        for player in self.players:
            player.begin()
        self.companion.restart()
        self._ended = False
        self._look()

    def handle(self, event: pygame.event.Event) -> None:
        """Guide, panel, ring, map, keys: the first one that the event is for takes it."""
        if self.companion.handle(event):
            return
        if event.type == pygame.MOUSEMOTION:
            self.panel.handle(event)
            self._point(event.pos)
        elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            if not self.panel.handle(event) and event.type == pygame.MOUSEBUTTONDOWN:
                self._click(event)
        elif event.type == pygame.KEYDOWN and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
            self.command(command_of(event), bool(event.mod & pygame.KMOD_SHIFT))

    def command(self, name: str, shift: bool = False) -> None:
        """Carries out a command of `keys`."""
        pacer = self.game.pacer
        if name == "pause":
            pacer.paused = not pacer.paused
        elif name == "step":
            pacer.paused = True
            self.game.step_once(STEPS_WITH_SHIFT if shift else 1)
        elif name.startswith("speed "):
            pacer.speed = int(name.removeprefix("speed "))
        elif name == "sound":
            self.companion.sounds.toggle()
        elif name == "restart":
            self.ways.restart(self)
        elif name == "help":
            self.ways.help(self)
        elif name == "leave":
            if not self.first.hand.take_back():
                self.ways.menu(self)
        elif name:
            self.first.hand.command(name, shift)

    def update(self, seconds: float) -> None:
        """One frame of the game."""
        for player in self.players:
            player.update(seconds)
        if self.game.advance(seconds, held=self.companion.waits):
            self._look()
        if self.companion.overlay is not None:
            self.companion.overlay.update(seconds)
        for player in self.players:
            player.hand.refresh()
        aim = self.first.hand.aim
        self.panel.refresh(self.game, self.first.seat, aim.act if aim else None, self.companion.sounds.muted)
        if self.game.trouble is not None:
            self.ways.lost(self)
        elif self.game.status != RUNNING and not self._ended:
            self._ended = True
            for player in self.players:
                player.hand.take_back()
            self.companion.over(self.game.status == WON)
            self.ways.ended(self)

    def draw(self, canvas: Canvas) -> None:
        """The server's picture, and over it what is the hands'."""
        hand = self.first.hand
        canvas.picture(self.game.picture, (0, 0, theme.FRAME, theme.FRAME))
        self.panel.draw(canvas, self.game, self.first.seat)
        for player in self.players:
            player.draw(canvas)
        if self.companion.overlay is not None:
            button = GUIDED.get(self.companion.button)
            busy = hand.ring.centre if hand.ring is not None else None
            self.companion.overlay.draw(canvas, self.panel.buttons[button].rect if button else None, busy, aiming=hand.aim is not None)
        self._draw_banners(canvas)
        for player in self.players:
            if player.hand.ring is not None:
                player.hand.ring.draw_hint(canvas)
        self.panel.draw_hint(canvas)

    def leave(self) -> None:
        """Ends the session."""
        self.ways.left(self)
        self.game.close()

    def _look(self) -> None:
        """There is something new to see, and to hear."""
        self.companion.see(self.game.text)
        self.panel.spot = self.first.spot

    def _answered(self, answer: Answer) -> None:
        """What became of an order."""
        self.companion.answered(answer.order.act, answer.code)

    def _opened_ring(self) -> None:
        self.companion.opened_ring()

    def _point(self, pos: tuple[float, float]) -> None:
        """The mouse moves; it takes over from the keyboard's cross."""
        hand = self.first.hand
        hand.mouse, hand.cross = to_map(*pos), None
        if hand.ring is not None:
            hand.ring.hovered = hand.ring.entry_at(pos)
        self.panel.spot = self.first.spot

    def _click(self, event: pygame.event.Event) -> None:
        place, hand = to_map(*event.pos), self.first.hand
        if not on_map(*place) or event.button not in (1, 3):
            return
        self._point(event.pos)
        entry = hand.ring.entry_at(event.pos) if hand.ring is not None else None
        button = next((name for name, rect in PICTURE_BUTTONS.items() if rect.collidepoint(event.pos)), None)
        if event.button == 3:
            hand.second_click(place)
        elif entry is not None:
            hand.choose(entry)
        elif button is not None and hand.aim is None:
            self.command(button)
        else:
            hand.click(place)

    def _draw_banners(self, canvas: Canvas) -> None:
        lines = [line for player in self.players for line in player.banners]
        if self.game.pacer.paused and self.game.status == RUNNING:
            lines.append(("Paused", theme.GOLD))
        overlay = self.companion.overlay
        draw_banners(canvas, lines, overlay.box if overlay is not None and overlay.guide.lesson is not None else None)
