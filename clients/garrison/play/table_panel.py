"""The panel of two people at one window: what is everybody's at the top and the foot, and between them a box for each."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.game import Game
from garrison.play.keys import Keyboard
from garrison.play.orders import GIFT
from garrison.play.panel_parts import (
    LEFT,
    WIDE,
    draw_head,
    draw_hero,
    draw_spot,
    draw_wave,
    made,
    numbers_into_hints,
    refresh_own,
    refresh_shared,
    shared_buttons,
)
from garrison.play.player import Player
from garrison.play.widgets import Button, draw_hint, offer

WAVE_TOP: Final = 86
BOX_TOP: Final = 124
BOX: Final = 174  # from one player's box to the other's
OWN: Final = ("hero", "fire", "health", "reinforce", "gift", "message")


class TablePanel:
    """`command(name, player)` is called with the names of `keys` and whose they are; a shared one is the first player's."""

    def __init__(self, command: Callable[[str, int], None], players: Sequence[Player], keyboard: Keyboard) -> None:
        self.buttons = shared_buttons(lambda name: command(name, 0))
        self._own = [
            _own_buttons(number, lambda name, number=number: command(name, number), player, keyboard)  # type: ignore[misc]
            for number, player in enumerate(players)
        ]

    def handle(self, event: pygame.event.Event) -> bool:
        return offer(self._all, event)

    def refresh(self, game: Game, players: Sequence[Player], muted: bool) -> None:
        refresh_shared(self.buttons, game, muted)
        for buttons, player in zip(self._own, players, strict=True):
            refresh_own(buttons, player)
            gold, wait = player.gold, player.seat.text["Level_Knight_Reinforcements_Countdown"]
            buttons["reinforce"].label = f"Men in {wait:.0f} s" if wait > 0 else "Call men"
            buttons["gift"].off = "" if gold >= GIFT else f"There are {gold:g} gold"

    def draw(self, canvas: Canvas, game: Game, players: Sequence[Player]) -> None:
        draw_head(canvas, game)
        life = game.text["Level_Current_Health"]
        canvas.text(f"{life:g} lives", (LEFT + WIDE / 2, 34), theme.SMALL, theme.BAD, anchor="midtop")
        draw_wave(canvas, game, WAVE_TOP, 1)
        for number, player in enumerate(players):
            self._draw_box(canvas, player, BOX_TOP + BOX * number)
        for button in self._all:
            button.draw(canvas)

    def draw_hint(self, canvas: Canvas) -> None:
        draw_hint(canvas, self._all)

    @property
    def _all(self) -> list[Button]:
        return [*self.buttons.values(), *(button for buttons in self._own for button in buttons.values())]

    def _draw_box(self, canvas: Canvas, player: Player, top: float) -> None:
        colour = player.colour or theme.GOLD
        canvas.fill((LEFT - 4, top - 2, WIDE + 8, 19), theme.NIGHT, radius=3)
        canvas.fill((LEFT - 4, top - 2, 5, 19), colour)
        canvas.text(player.name, (LEFT + 6, top), theme.BODY, colour)
        canvas.text(f"{player.gold:g} gold", (LEFT + WIDE, top), theme.BODY, theme.GOLD, anchor="topright")
        draw_hero(canvas, player.seat, top + 20)
        with canvas.clip((LEFT, top + 106, WIDE, BOX - 110)):
            draw_spot(canvas, player, top + 106, 3)


def _own_buttons(number: int, command: Callable[[str], None], player: Player, keyboard: Keyboard) -> dict[str, Button]:
    """The two rows of a player's box."""
    keys = keyboard.names(number)
    keys = keys | {"hero": keys["hero here"], "reinforce": keys["reinforce here"]}  # the keys do at once what the buttons ask a place for
    third, top = (WIDE - 12) // 3, BOX_TOP + BOX * number + 50
    rects = {name: pygame.Rect(LEFT + (third + 6) * (place % 3), top + 27 * (place // 3), third, 24) for place, name in enumerate(OWN)}
    buttons = {name: made(name, rect, partial(_called, command), keys) for name, rect in rects.items()}
    numbers_into_hints(buttons, player.seat.rules, keys)
    return buttons


def _called(command: Callable[[str], None], name: str) -> None:
    command(name)
