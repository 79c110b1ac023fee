"""What all panels of the editor are made of: the pad they draw with, the desk they work on, and rows of common shape."""

from collections.abc import Callable
from typing import Final

import pygame

from garrison.edit.desk import Desk
from garrison.edit.draft import EditError
from garrison.edit.pad import Pad
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.theme import Colour

ROW: Final = 22  # height of a row
LEFT: Final = theme.FRAME + theme.GAP
WIDE: Final = theme.PANEL - 2 * theme.GAP
ROAD_COLOURS: Final[tuple[Colour, ...]] = ((255, 240, 120), (120, 220, 255), (255, 150, 210), (150, 255, 150), (255, 180, 100))


class Panel:
    """A part of the window at the right; `draw` also says what can be clicked."""

    def __init__(self, desk: Desk, pad: Pad) -> None:
        self.desk = desk
        self.pad = pad

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        """Draws all of it inside `rect`."""
        raise NotImplementedError

    def wheel(self, steps: int) -> None:
        """The mouse's wheel was turned over the panel; up is positive."""

    def is_faulty(self, field: str) -> bool:
        """Whether the server found fault with a field or a part of it."""
        return any(fault.field == field or fault.field.startswith((f"{field}[", f"{field}.")) for fault in self.desk.faults)

    def committing(self, edit: Callable[[str], object]) -> Callable[[str], None]:
        """`edit` of what was typed, with its refusal shown."""

        def commit(text: str) -> None:
            try:
                edit(text)
            except EditError as error:
                self.desk.notice = f"Not done: {error}"

        return commit

    def stepper(
        self, rect: pygame.Rect, name: str, shown: str, step: Callable[[int], None], commit: Callable[[str], object], *, hint: str = "",
        bad: bool = False,
    ) -> None:  # fmt: skip
        """A number between a button for less and one for more; it can be typed too."""
        side = rect.height
        self.pad.button(pygame.Rect(rect.left, rect.top, side, side), "−", lambda: step(-1), name=f"{name} less", repeats=True, hint=hint)
        self.pad.button(
            pygame.Rect(rect.right - side, rect.top, side, side), "+", lambda: step(1), name=f"{name} more", repeats=True, hint=hint
        )
        middle = pygame.Rect(rect.left + side + 2, rect.top, rect.width - 2 * side - 4, side)
        self.pad.entry(middle, name, shown, self.committing(commit), hint=hint, bad=bad)


def draw_scroll_bar(canvas: Canvas, listed: pygame.Rect, scrolled: float, total: float) -> None:
    """At the right of a list: which part of it is seen. Nothing where all is."""
    if total > listed.height:
        length = listed.height * listed.height / total
        canvas.fill((listed.right + 1, listed.top + scrolled * listed.height / total, 4, length), theme.PANEL_EDGE, radius=2)


def columns(rect: pygame.Rect, count: int, gap: int = 3) -> list[pygame.Rect]:
    """A row cut into `count` equal parts."""
    edges = [rect.left + round(i * (rect.width + gap) / count) for i in range(count + 1)]
    return [pygame.Rect(edges[i], rect.top, edges[i + 1] - edges[i] - gap, rect.height) for i in range(count)]
