"""Lines of words over the picture: what is asked, why something is not done, that the game is paused."""

from collections.abc import Sequence
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.theme import Colour

HEIGHT: Final = 24
LINE: Final = 28  # from one to the next
BOTTOM: Final = 438  # of the lowest one, above the picture's buttons


def draw_banners(canvas: Canvas, lines: Sequence[tuple[str, Colour]], taken: pygame.Rect | None = None) -> None:
    """Stacks lines upwards from the picture's foot, past what is taken by something else."""
    y = BOTTOM
    for words, colour in lines:
        while taken is not None and taken.top - HEIGHT < y < taken.bottom:
            y -= LINE
        width = canvas.text_width(words, theme.BODY) + 24
        canvas.fill(((theme.FRAME - width) / 2, y, width, HEIGHT), theme.NIGHT, radius=6, alpha=225)
        canvas.text(words, (theme.FRAME / 2, y + HEIGHT / 2), theme.BODY, colour, anchor="center")
        y -= LINE
