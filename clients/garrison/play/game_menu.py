"""The menu over a game: go on, begin anew, read the keys, leave. The game stands still behind it."""

from collections.abc import Callable, Mapping
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.screen import Screen
from garrison.play.widgets import Button, draw_panel, offer

WIDE: Final = 220
LINE: Final = 38
KEYS: Final = {
    "Go on": (pygame.K_ESCAPE, "Esc"),
    "Begin anew": (pygame.K_F5, "F5"),
    "Keys": (pygame.K_h, "H"),
    "Levels": (pygame.K_l, "L"),
    "Quit": (pygame.K_q, "Q"),
}


class GameMenu(Screen):
    """`choices`: label -> what it does. The menu goes away before a choice is carried out."""

    overlay = True

    def __init__(self, choices: Mapping[str, Callable[[], None]]) -> None:
        self.rect = pygame.Rect(0, 0, WIDE + 2 * theme.PAD, 52 + LINE * len(choices))
        self.rect.center = theme.FRAME // 2, theme.HEIGHT // 2
        left, top = self.rect.left + theme.PAD, self.rect.top + 44
        self.buttons = [
            Button(pygame.Rect(left, top + LINE * number, WIDE, LINE - 8), label, self._closing(do), *KEYS[label])
            for number, (label, do) in enumerate(choices.items())
        ]

    def handle(self, event: pygame.event.Event) -> None:
        """The buttons."""
        offer(self.buttons, event)

    def draw(self, canvas: Canvas) -> None:
        """The menu over the darkened game."""
        canvas.shade(120)
        draw_panel(canvas, self.rect, "The game waits")
        for button in self.buttons:
            button.draw(canvas)

    def _closing(self, do: Callable[[], None]) -> Callable[[], None]:
        def close_then_do() -> None:
            self.app.pop()
            do()

        return close_then_do
