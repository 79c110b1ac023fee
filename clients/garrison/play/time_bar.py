"""A bar that shows how far a replay is, and takes clicks and drags to go elsewhere."""

from collections.abc import Callable

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas

THICK = 8
KNOB = 6


class TimeBar:
    """From 0 to `length_s`; `seek(seconds)` is called while the mouse holds it."""

    def __init__(self, rect: pygame.Rect, length_s: float, seek: Callable[[float], None]) -> None:
        """rect: where the mouse takes hold of it; the bar is drawn along its middle."""
        self.rect, self.length_s, self.seek = rect, length_s, seek
        self.bad_from_s: float | None = None  # what lies behind cannot be shown
        self._held = False
        self._hover_x: int | None = None

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the bar."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.rect.collidepoint(event.pos):
            self._held = True
            self.seek(self._second(event.pos[0]))
            return True
        if event.type == pygame.MOUSEMOTION:
            self._hover_x = event.pos[0] if self._held or self.rect.collidepoint(event.pos) else None
            if self._held:
                self.seek(self._second(event.pos[0]))
            return self._held
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self._held:
            self._held = False
            return True
        return False

    def draw(self, canvas: Canvas, at_s: float) -> None:
        """The bar with its knob at `at_s`."""
        track = pygame.Rect(self.rect.left, self.rect.centery - THICK // 2, self.rect.width, THICK)
        canvas.fill(track, theme.NIGHT, radius=4)
        if self.bad_from_s is not None:
            left = self._x(self.bad_from_s)
            canvas.fill((left, track.top, track.right - left, THICK), theme.BAD, radius=4, alpha=150)
        x = self._x(at_s)
        canvas.fill((track.left, track.top, max(x - track.left, 1), THICK), theme.SKY, radius=4)
        canvas.frame_rect(track, theme.PANEL_EDGE, radius=4)
        canvas.circle((x, track.centery), KNOB, theme.INK)

    @property
    def hovered_s(self) -> float | None:
        """The second under the mouse."""
        return None if self._hover_x is None else self._second(self._hover_x)

    def _x(self, second: float) -> float:
        return self.rect.left + self.rect.width * (second / self.length_s if self.length_s else 1.0)

    def _second(self, x: float) -> float:
        return self.length_s * min(max((x - self.rect.left) / self.rect.width, 0.0), 1.0)
