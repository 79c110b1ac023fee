"""The panel beside the picture: time and speed, the next wave, hero and reinforcements with their buttons, and what is under the mouse.

It is one player's; two share a `TablePanel`, which is made of the same parts.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import pygame

from garrison.play import theme
from garrison.play.allies_box import AlliesBox
from garrison.play.canvas import Canvas
from garrison.play.game import Game
from garrison.play.keys import NAMES
from garrison.play.panel_parts import (
    LEFT,
    WIDE,
    Command,
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

WAVE_TOP: Final = 92
HERO_TOP: Final = 158
SPOT_TOP: Final = 282


class Panel(Protocol):
    """What a game screen shows beside the picture."""

    buttons: dict[str, Button]

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the panel."""

    def refresh(self, game: Game, players: Sequence[Player], muted: bool) -> None:
        """Sets labels, and why a button cannot be pressed, to the game as it is."""

    def draw(self, canvas: Canvas, game: Game, players: Sequence[Player]) -> None:
        """All of it but the tooltip."""

    def draw_hint(self, canvas: Canvas) -> None:
        """The tooltip of the button under the mouse; over all else."""


class SidePanel:
    """The panel of one player, with a box for the allies where there are some."""

    def __init__(self, command: Command, player: Player, keys: Mapping[str, str] = NAMES) -> None:
        third = (WIDE - 12) // 3
        rects = {
            "hero": (LEFT, HERO_TOP + 34, third, 30),
            "fire": (LEFT + third + 6, HERO_TOP + 34, third, 30),
            "health": (LEFT + 2 * (third + 6), HERO_TOP + 34, third, 30),
            "reinforce": (LEFT, HERO_TOP + 72, WIDE, 30),
        }
        self.buttons = shared_buttons(command) | {name: made(name, pygame.Rect(rect), command, keys) for name, rect in rects.items()}
        self._allies = AlliesBox(player.seat, command, keys, player.allies) if player.allies else None
        if self._allies is not None:
            self.buttons |= self._allies.buttons
        numbers_into_hints(self.buttons, player.seat.rules, keys)

    def handle(self, event: pygame.event.Event) -> bool:
        return offer(self.buttons.values(), event)

    def refresh(self, game: Game, players: Sequence[Player], muted: bool) -> None:
        refresh_shared(self.buttons, game, muted)
        refresh_own(self.buttons, players[0])
        wait = players[0].seat.text["Level_Knight_Reinforcements_Countdown"]
        self.buttons["reinforce"].label = f"Reinforcements in {wait:.0f} s" if wait > 0 else "Reinforcements"
        if self._allies is not None:
            self._allies.refresh()

    def draw(self, canvas: Canvas, game: Game, players: Sequence[Player]) -> None:
        draw_head(canvas, game)
        draw_wave(canvas, game, WAVE_TOP)
        draw_hero(canvas, players[0].seat, HERO_TOP)
        canvas.line((LEFT, SPOT_TOP - 10), (LEFT + WIDE, SPOT_TOP - 10), theme.PANEL_EDGE)
        draw_spot(canvas, players[0], SPOT_TOP, 12 if self._allies is None else 4)
        if self._allies is not None:
            self._allies.draw(canvas)
        for button in self.buttons.values():
            button.draw(canvas)

    def draw_hint(self, canvas: Canvas) -> None:
        draw_hint(canvas, self.buttons.values())
