"""The allies of one player, at the panel's foot: whose colour is whose, how their heroes do, a gift for each, and a word to all."""

from collections.abc import Mapping
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.orders import GIFT
from garrison.play.panel_parts import LEFT, WIDE, Command, made
from garrison.play.seat import Seat
from garrison.play.widgets import Button

FOOT: Final = 466  # where the box ends
ROW: Final = 26


class AlliesBox:
    """A row for each other seat that defends, and one to speak to them."""

    def __init__(self, seat: Seat, command: Command, keys: Mapping[str, str], others: Mapping[int, str]) -> None:
        """others: their names, by seat."""
        self.seat, self.others = seat, others
        self.top = FOOT - ROW * (len(others) + 1)
        say = made("message", pygame.Rect(LEFT, FOOT - 24, WIDE, 22), command, keys)
        say.label = "Say something"
        self.buttons = {"message": say} | {f"gift {other}": self._gift(row, other, command) for row, other in enumerate(others)}

    def refresh(self) -> None:
        """Why nothing can be given now."""
        gold = self.seat.text["Level_Current_Gold_Coins"]
        for other in self.others:
            self.buttons[f"gift {other}"].off = "" if gold >= GIFT else f"You have {gold:g} gold"

    def draw(self, canvas: Canvas) -> None:
        """The rows, without their buttons."""
        canvas.line((LEFT, self.top - 6), (LEFT + WIDE, self.top - 6), theme.PANEL_EDGE)
        for row, (other, name) in enumerate(self.others.items()):
            y = self.top + ROW * row
            canvas.fill((LEFT, y + 5, 12, 12), theme.SEATS[other], radius=2)
            canvas.text(name, (LEFT + 18, y), theme.BODY)
            health = self.seat.allies.get(other, {}).get("Hero_Current_Health")
            words = f"hero {health:.0f}" if health else "hero not in sight"
            canvas.text(words, (LEFT + 18, y + 13), theme.SMALL, theme.FAINT)

    def _gift(self, row: int, other: int, command: Command) -> Button:
        rect = pygame.Rect(LEFT + WIDE - 72, self.top + ROW * row, 72, 22)
        hint = f"Give {GIFT} of your gold to {self.others[other]}"
        return Button(rect, f"Give {GIFT}", lambda: command(f"gift {other}"), hint=hint, size=theme.SMALL)
