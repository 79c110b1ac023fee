"""What a screen is: something that takes events, goes on in time and draws itself. The app holds a stack of them.

A screen leaves through its app: `self.app.push(other)` (comes back when that one pops), `self.app.replace(other)`,
`self.app.pop()`, `self.app.quit()`.
"""

from typing import TYPE_CHECKING

import pygame

from garrison.play.canvas import Canvas

if TYPE_CHECKING:
    from garrison.play.app import App


class Screen:
    """The base of all screens; override what is wanted."""

    overlay = False  # True: the screen below is drawn first (but neither updated nor asked), such as under a dialog
    app: "App"  # set before `enter`

    def enter(self) -> None:
        """The screen comes to lie on top, at first or again."""

    def leave(self) -> None:
        """The screen was popped or replaced, or the window closes: frees what it holds."""

    def cover(self) -> None:
        """Another screen was pushed over this one; `enter` follows when it is gone."""

    def closing(self) -> bool:
        """Whether the window may be closed now; a screen that says no has asked the person why not."""
        return True

    def handle(self, event: pygame.event.Event) -> None:
        """One event. `event.pos` and `event.rel` of the mouse are in logical units of the canvas."""

    def update(self, seconds: float) -> None:
        """Time has passed, 1/60 s as a rule."""

    def draw(self, canvas: Canvas) -> None:
        """Draws all of itself; the canvas is NIGHT before."""
