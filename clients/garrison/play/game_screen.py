"""The game's own screen: the picture at the left, the panel at the right, and what the player's hand is at over them."""

from collections.abc import Callable
from typing import Final, NamedTuple

import pygame

from garrison.play import theme
from garrison.play.aim import aim_words, draw_aim, draw_range
from garrison.play.banners import draw_banners
from garrison.play.canvas import Canvas
from garrison.play.catalogue import Entry
from garrison.play.companion import Companion
from garrison.play.game import RUNNING, WON, Game
from garrison.play.hand import Hand
from garrison.play.keys import command_of
from garrison.play.map_places import on_map, to_frame, to_map
from garrison.play.orders import KINDS, Answer, tower_at, tower_rules
from garrison.play.screen import Screen
from garrison.play.side_panel import SidePanel, numbers_into_hints
from garrison.play.spotting import spot

SAID_S: Final = 3.5  # how long a message stays
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
        self.said, self._said_colour, self._said_left_s = "", theme.INK, 0.0
        self._ranges = {f"{kind.capitalize()} Tower": tower_rules(game.rules, kind)["range"] for kind in KINDS.values()}
        self._ended = False
        game.on_answer = self._answered
        self.begin()

    def begin(self) -> None:
        """A game begins, the first or another."""
        self.hand = Hand(self.game, self.say, self.companion.opened_ring)
        self.companion.restart()
        self._ended = False
        self._look()

    def say(self, words: str, colour: theme.Colour = theme.BAD) -> None:
        """Shows a message over the picture for a while."""
        self.said, self._said_colour, self._said_left_s = words, colour, SAID_S

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
            if not self.hand.take_back():
                self.ways.menu(self)
        elif name:
            self.hand.command(name, shift)

    def update(self, seconds: float) -> None:
        """One frame of the game."""
        self._said_left_s -= seconds
        if self.game.advance(seconds, held=self.companion.waits):
            self._look()
        if self.companion.overlay is not None:
            self.companion.overlay.update(seconds)
        self.hand.refresh()
        self.panel.refresh(self.game, self.hand.aim.act if self.hand.aim else None, self.companion.sounds.muted)
        if self.game.trouble is not None:
            self.ways.lost(self)
        elif self.game.status != RUNNING and not self._ended:
            self._ended = True
            self.hand.take_back()
            self.companion.over(self.game.status == WON)
            self.ways.ended(self)

    def draw(self, canvas: Canvas) -> None:
        """The server's picture, and over it what is the hand's."""
        game, hand = self.game, self.hand
        canvas.picture(game.picture, (0, 0, theme.FRAME, theme.FRAME))
        self.panel.draw(canvas, game)
        if hand.aim is not None:
            draw_aim(canvas, hand.aim, hand.place, hand.why_not(), game.rules)
        elif hand.ring is not None:
            self._draw_ring_range(canvas)
            hand.ring.draw(canvas)
        elif hand.cross is not None:
            self._draw_cross(canvas)
        if self.companion.overlay is not None:
            button = GUIDED.get(self.companion.button)
            busy = hand.ring.centre if hand.ring is not None else None
            self.companion.overlay.draw(canvas, self.panel.buttons[button].rect if button else None, busy, aiming=hand.aim is not None)
        self._draw_banners(canvas)
        if hand.ring is not None:
            hand.ring.draw_hint(canvas)
        self.panel.draw_hint(canvas)

    def leave(self) -> None:
        """Ends the session."""
        self.ways.left(self)
        self.game.close()

    def _look(self) -> None:
        """There is something new to see, and to hear."""
        self.companion.see(self.game.text)
        self.panel.spot = spot(self.game.text, self.game.rules, self.hand.place) if on_map(*self.hand.place) else None

    def _answered(self, answer: Answer) -> None:
        """What became of an order."""
        self.companion.answered(answer.order.act, answer.code)
        if answer.code:
            self.say(answer.words)

    def _point(self, pos: tuple[float, float]) -> None:
        """The mouse moves; it takes over from the keyboard's cross."""
        self.hand.mouse, self.hand.cross = to_map(*pos), None
        if self.hand.ring is not None:
            self.hand.ring.hovered = self.hand.ring.entry_at(pos)
        on_picture = on_map(*self.hand.mouse)
        self.panel.spot = spot(self.game.text, self.game.rules, self.hand.mouse) if on_picture else None

    def _click(self, event: pygame.event.Event) -> None:
        place = to_map(*event.pos)
        if not on_map(*place) or event.button not in (1, 3):
            return
        self._point(event.pos)
        ring = self.hand.ring
        entry = ring.entry_at(event.pos) if ring is not None else None
        button = next((name for name, rect in PICTURE_BUTTONS.items() if rect.collidepoint(event.pos)), None)
        if event.button == 3:
            self.hand.second_click(place)
        elif entry is not None:
            self.hand.choose(entry)
        elif button is not None and self.hand.aim is None:
            self.command(button)
        else:
            self.hand.click(place)

    def _draw_ring_range(self, canvas: Canvas) -> None:
        """The reach of the tower at the ring, or of the one that would be built."""
        ring = self.hand.ring
        assert ring is not None
        tower = tower_at(self.game.text, *ring.point)
        if tower is not None and tower["Is_Built"]:
            draw_range(canvas, ring.point, self._ranges[tower["Tower_Name"]])
        elif ring.hovered is not None and ring.hovered.act in KINDS:
            draw_range(canvas, ring.point, self._ranges[f"{KINDS[ring.hovered.act].capitalize()} Tower"])

    def _draw_banners(self, canvas: Canvas) -> None:
        lines = []
        if self.hand.aim is not None:
            why_not = self.hand.why_not()
            lines.append((aim_words(self.hand.aim, why_not), theme.BAD if why_not else theme.GOLD))
        if self._said_left_s > 0:
            lines.append((self.said, self._said_colour))
        if self.game.pacer.paused and self.game.status == RUNNING:
            lines.append(("Paused", theme.GOLD))
        overlay = self.companion.overlay
        draw_banners(canvas, lines, overlay.box if overlay is not None and overlay.guide.lesson is not None else None)

    def _draw_cross(self, canvas: Canvas) -> None:
        x, y = to_frame(*self.hand.place)
        for colour, width in ((theme.NIGHT, 4.0), (theme.INK, 2.0)):
            canvas.line((x - 9, y), (x + 9, y), colour, width=width)
            canvas.line((x, y - 9), (x, y + 9), colour, width=width)
