"""The game's own screen: the picture at the left, the panel at the right, and what the player's hand is at over them."""

from typing import Final

import pygame

from garrison.play import theme
from garrison.play.banners import draw_banners
from garrison.play.canvas import Canvas
from garrison.play.catalogue import Entry
from garrison.play.companion import Companion
from garrison.play.game import RUNNING, Game
from garrison.play.keys import ALONE, IN_COMPANY
from garrison.play.map_places import on_map, to_map
from garrison.play.message_card import MessageCard
from garrison.play.orders import Answer
from garrison.play.player import Player
from garrison.play.playing import Playing, Ways
from garrison.play.side_panel import Panel, SidePanel
from garrison.play.table_keys import TABLE
from garrison.play.table_panel import TablePanel

GUIDED: Final = {"send hero": "hero", "deploy reinforcements": "reinforce", "hero casts Fire of Rage": "fire"}  # action: command
# The buttons that the server draws into the picture: hero, Fire of Rage, reinforcements.
PICTURE_BUTTONS: Final = {name: pygame.Rect(200 + 38 * place, 474, 34, 34) for place, name in enumerate(("hero", "fire", "reinforce"))}


class GameScreen(Playing):
    """Plays `game` as one who defends, or as two."""

    def __init__(self, game: Game, entry: Entry, companion: Companion, ways: Ways) -> None:
        super().__init__(game, entry, companion, ways)
        self.players = self._made_players()
        if len(self.players) > 1:
            self.keyboard = TABLE
            self.panel: Panel = TablePanel(self._ordered, self.players, TABLE)
        else:
            self.keyboard = IN_COMPANY if self.first.allies else ALONE
            self.panel = SidePanel(self.command, self.first, self.keyboard.names())
        self.look()

    @property
    def first(self) -> Player:
        """The player with the mouse."""
        return self.players[0]

    def begin(self) -> None:
        """Another game begins."""
        for player in self.players:
            player.begin()
        super().begin()

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
            player, name = self.keyboard.command_of(event)
            self.command(name, bool(event.mod & pygame.KMOD_SHIFT), player)
        elif event.type == pygame.KEYUP:
            player, name = self.keyboard.command_of(event)
            self.players[player].release(name)

    def cover(self) -> None:
        """What is let go under another screen is not seen here."""
        for player in self.players:
            player.release_all()

    def command(self, name: str, shift: bool = False, player: int = 0) -> None:
        """Carries out a command of `keys`, given by one of the players."""
        if name == "leave":
            if not any(player.hand.take_back() for player in self.players):
                self.ways.menu(self)
        elif name == "message":
            self._write(self.players[player])
        elif not self.players[player].command(name, shift):
            self.command_shared(name, shift)

    def update(self, seconds: float) -> None:
        """One frame of the game."""
        for player in self.players:
            player.update(seconds)
        if self.game.advance(seconds, held=self.companion.waits):
            self.look()
        if fault := self.new_fault():
            self.first.say(fault)
        if self.companion.overlay is not None:
            self.companion.overlay.update(seconds)
        for player in self.players:
            player.hand.refresh()
        self.panel.refresh(self.game, self.players, self.companion.sounds.muted)
        self.check_end()

    def end(self) -> None:
        """Choices under way are taken back."""
        for player in self.players:
            player.hand.take_back()

    def draw(self, canvas: Canvas) -> None:
        """The server's picture, and over it what is the hands'."""
        hand = self.first.hand
        canvas.picture(self.game.picture, (0, 0, theme.FRAME, theme.FRAME))
        self.panel.draw(canvas, self.game, self.players)
        for player in self.players:
            player.draw(canvas)
        if self.companion.overlay is not None:
            button = GUIDED.get(self.companion.button)
            busy = hand.ring.centre if hand.ring is not None else None
            self.companion.overlay.draw(canvas, self.panel.buttons[button].rect if button else None, busy, aiming=hand.aim is not None)
        self._draw_banners(canvas)
        for number, player in enumerate(self.players):
            if player.hand.ring is not None:
                player.hand.ring.draw_hint(canvas, self.keyboard.names(number))
        self.panel.draw_hint(canvas)

    def _made_players(self) -> list[Player]:
        """Two at one window have the colours of their seats; the second has no mouse."""
        seats = [self.game.seats[number] for number in self.game.people]
        if len(seats) == 1:
            return [Player(seats[0], self._answered, self._opened_ring)]
        return [Player(seat, self._answered, self._opened_ring, theme.SEATS[seat.number], mouse=seat is seats[0]) for seat in seats]

    def _answered(self, answer: Answer) -> None:
        """What became of an order."""
        self.companion.answered(answer.order.act, answer.code)

    def _ordered(self, name: str, player: int) -> None:
        self.command(name, player=player)

    def _write(self, player: Player) -> None:
        """A player speaks to the allies, if there are any."""
        if player.allies:
            self.app.push(MessageCard(player.name, theme.SEATS[player.seat.number], player.seat.say))

    def _opened_ring(self) -> None:
        self.companion.opened_ring()

    def _point(self, pos: tuple[float, float]) -> None:
        """The mouse moves; it takes over from the keyboard's cross."""
        hand = self.first.hand
        hand.mouse, hand.cross = to_map(*pos), None
        if hand.ring is not None:
            hand.ring.hovered = hand.ring.entry_at(pos)

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
