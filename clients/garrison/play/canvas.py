"""Drawing in logical units. Every screen draws on one `Canvas` of 768 x 512 units, however large the window is: places,
sizes and text are scaled as they are drawn, so that text and edges are sharp at any size.

    canvas.fill(rect, colour)                   a filled rectangle, rounded if asked
    canvas.frame_rect(rect, colour)             its border
    canvas.text("words", (x, y), theme.BODY)    one line; answers its rectangle; `anchor` as in pygame ("topleft", "center")
    canvas.paragraph("words", rect)             wrapped lines; answers the y below them
    canvas.picture(array, rect)                 uint8 (h, w, 3), such as a `pixels` view
    canvas.line, canvas.circle, canvas.polygon  as pygame.draw has them; `alpha` < 255 lets what is below shine through
    canvas.shade(alpha)                         darkens all that was drawn
    canvas.clip(rect)                           a context: nothing is drawn outside of it
"""

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from garrison.play import theme
from garrison.play.theme import Colour

Point = tuple[float, float]
Box = pygame.Rect | tuple[float, float, float, float]


class Canvas:
    """`surface` holds 768 * scale x 512 * scale pixels; all arguments are in logical units."""

    def __init__(self, surface: pygame.Surface, scale: float) -> None:
        self.surface = surface
        self.scale = scale

    def to_pixels(self, box: Box) -> pygame.Rect:
        """A logical rectangle's pixels; neighbours stay neighbours, whatever the scale."""
        x, y, width, height = box
        left, top = round(x * self.scale), round(y * self.scale)
        return pygame.Rect(left, top, round((x + width) * self.scale) - left, round((y + height) * self.scale) - top)

    def fill(self, box: Box, colour: Colour, *, radius: float = 0, alpha: int = 255) -> None:
        """A filled rectangle."""
        area = self.to_pixels(box)
        self._blend(area, alpha, lambda onto, at: pygame.draw.rect(onto, colour, at, border_radius=self._length(radius)))

    def frame_rect(self, box: Box, colour: Colour, *, width: float = 1, radius: float = 0) -> None:
        """A rectangle's border, inside of it."""
        pygame.draw.rect(self.surface, colour, self.to_pixels(box), max(1, self._length(width)), border_radius=self._length(radius))

    def text(self, words: str, at: Point, size: int = theme.BODY, colour: Colour = theme.INK, *, anchor: str = "topleft") -> pygame.Rect:
        """One line of words; its logical rectangle."""
        image = self._written(words, size, colour)
        place = image.get_rect()
        setattr(place, anchor, (round(at[0] * self.scale), round(at[1] * self.scale)))
        self.surface.blit(image, place)
        return pygame.Rect(*(round(side / self.scale) for side in place))

    def text_width(self, words: str, size: int = theme.BODY) -> float:
        """How wide a line of words is, in logical units."""
        return _font(round(size * self.scale)).size(words)[0] / self.scale

    def paragraph(self, words: str, box: Box, size: int = theme.BODY, colour: Colour = theme.INK) -> float:
        """Words wrapped to the rectangle's width, "\\n" starting anew; the y below the last line, which may lie below the rectangle."""
        x, y, width, _ = box
        for line in self.wrapped(words, width, size):
            self.text(line, (x, y), size, colour)
            y += line_height(size)
        return y

    def wrapped(self, words: str, width: float, size: int = theme.BODY) -> list[str]:
        """Words as lines that are at most `width` wide, where a single word is not wider."""
        lines = []
        for part in words.split("\n"):
            line = ""
            for word in part.split():
                longer = f"{line} {word}" if line else word
                if line and self.text_width(longer, size) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines

    def picture(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """uint8 (h, w, 3) stretched over the rectangle; each pixel stays sharp."""
        area = self.to_pixels(box)
        height, width, _ = pixels.shape
        image = pygame.image.frombuffer(np.ascontiguousarray(pixels).data, (width, height), "RGB")
        if area.size != (width, height):
            shrinks = area.width < width
            image = pygame.transform.smoothscale(image, area.size) if shrinks else pygame.transform.scale(image, area.size)
        self.surface.blit(image, area)

    def line(self, start: Point, end: Point, colour: Colour, *, width: float = 1) -> None:
        """A straight line."""
        pygame.draw.line(self.surface, colour, self._at(start), self._at(end), max(1, self._length(width)))

    def circle(self, centre: Point, radius: float, colour: Colour, *, width: float = 0, alpha: int = 255) -> None:
        """A disc, or with a width a ring."""
        side = self._length(radius)
        area = pygame.Rect(0, 0, 2 * side + 2, 2 * side + 2)
        area.center = self._at(centre)
        thick = max(1, self._length(width)) if width else 0
        self._blend(area, alpha, lambda onto, at: pygame.draw.aacircle(onto, colour, at.center, side, thick))

    def polygon(self, points: Sequence[Point], colour: Colour, *, width: float = 0) -> None:
        """A filled polygon, or with a width its border."""
        pygame.draw.polygon(self.surface, colour, [self._at(point) for point in points], self._length(width))

    def shade(self, alpha: int) -> None:
        """Darkens all that was drawn, for what is drawn over it."""
        self.fill((0, 0, theme.WIDTH, theme.HEIGHT), theme.NIGHT, alpha=alpha)

    @contextlib.contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        """Draws nothing outside the rectangle meanwhile."""
        before = self.surface.get_clip()
        self.surface.set_clip(self.to_pixels(box).clip(before))
        try:
            yield
        finally:
            self.surface.set_clip(before)

    def _blend(self, area: pygame.Rect, alpha: int, draw: Any) -> None:
        """Draws at once, or over a see-through surface of its own."""
        if alpha == 255:
            draw(self.surface, area)
            return
        veil = pygame.Surface(area.size, pygame.SRCALPHA)
        draw(veil, veil.get_rect())
        veil.set_alpha(alpha)
        self.surface.blit(veil, area)

    def _at(self, point: Point) -> tuple[int, int]:
        return round(point[0] * self.scale), round(point[1] * self.scale)

    def _length(self, units: float) -> int:
        return round(units * self.scale)

    def _written(self, words: str, size: int, colour: Colour) -> pygame.Surface:
        return _line(words, round(size * self.scale), colour)


def line_height(size: int) -> float:
    """From one line of text to the next, in logical units."""
    return round(size * 1.35)


@lru_cache(maxsize=64)
def _font(pixels: int) -> pygame.font.Font:
    """pygame's own font; it is bundled with it everywhere."""
    return pygame.font.Font(None, max(6, round(pixels * 1.35)))  # its letters are small for their nominal height


@lru_cache(maxsize=1024)
def _line(words: str, pixels: int, colour: Colour) -> pygame.Surface:
    return _font(pixels).render(words, True, colour)
