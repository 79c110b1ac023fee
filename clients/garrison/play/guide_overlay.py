"""The beginner's guide as it is seen: a bubble with the lesson's words, and a ring around what it speaks of."""

from math import sin
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas, line_height
from garrison.play.guide import Guide
from garrison.play.lessons import Lesson
from garrison.play.map_places import to_frame
from garrison.play.widgets import Button, offer

WIDE: Final = 300
BARE: Final = 52  # height of a bubble without words
RING: Final = 26  # its radius, in logical units


class GuideOverlay:
    """Lies over a game's picture. It takes the clicks on its own buttons and Enter; everything else is the game's."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self._age_s = 0.0
        self.box = pygame.Rect(0, 0, WIDE, BARE)  # where the bubble lies
        self._next = Button(pygame.Rect(0, 0, 112, 22), "Go on", guide.next, pygame.K_RETURN, "Enter", size=theme.SMALL)
        self._leave = Button(pygame.Rect(0, 0, 74, 22), "No guide", guide.leave, size=theme.SMALL)

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the guide."""
        if self.guide.lesson is None or not self.box:
            return False
        taken = offer((self._next, self._leave), event)
        on_it = event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP) and self.box.collidepoint(event.pos)
        return taken or on_it  # a click on the bubble is no click on the map below

    def update(self, seconds: float) -> None:
        """The ring breathes."""
        self._age_s += seconds

    def draw(
        self, canvas: Canvas, button: pygame.Rect | None = None, busy: tuple[float, float] | None = None, *, aiming: bool = False
    ) -> None:
        """button: where the panel's button lies of which the lesson speaks. busy: where the player has a menu open, which
        the bubble leaves free; nothing else is pointed at then. aiming: the player is about to click somewhere on the map,
        all of which is left free; what is pointed at stays."""
        lesson = self.guide.lesson
        if lesson is None:
            return
        breath = 3 * sin(self._age_s * 5)
        place = to_frame(*self.guide.place) if self.guide.place else None
        if place is not None and busy is None:
            with canvas.clip((0, 0, theme.FRAME, theme.FRAME)):
                canvas.circle(place, RING + breath + 1.5, theme.NIGHT, width=1.5)
                canvas.circle(place, RING + breath, theme.GOLD, width=2.5)
        if button is not None and not aiming:
            canvas.frame_rect(button.inflate(6 + breath, 6 + breath), theme.GOLD, width=2, radius=6)
        if aiming:
            self.box = pygame.Rect(0, 0, 0, 0)
        else:
            self._draw_bubble(canvas, lesson, busy or place)

    def _draw_bubble(self, canvas: Canvas, lesson: Lesson, free: tuple[float, float] | None) -> None:
        lines = canvas.wrapped(lesson.words, WIDE - 24, theme.BODY)
        self.box = bubble_box(free, round(BARE + len(lines) * line_height(theme.BODY)))
        canvas.fill(self.box, theme.NIGHT, radius=8, alpha=232)
        canvas.frame_rect(self.box, theme.GOLD, radius=8)
        y: float = self.box.top + 10
        for line in lines:
            canvas.text(line, (self.box.left + 12, y), theme.BODY)
            y += line_height(theme.BODY)
        self._next.rect.bottomright = self.box.right - 10, self.box.bottom - 8
        self._leave.rect.bottomleft = self.box.left + 10, self.box.bottom - 8
        for shown in (self._next, self._leave):
            shown.draw(canvas)
        if lesson.waits:
            canvas.text(
                "the game waits", (self._leave.rect.right + 8, self._leave.rect.centery), theme.SMALL, theme.FAINT, anchor="midleft"
            )


def bubble_box(place: tuple[float, float] | None, height: int) -> pygame.Rect:
    """A corner of the picture that leaves free what is spoken of, and the bars at its top and bottom."""
    top, bottom, left, right = 60, theme.FRAME - 60 - height, 12, theme.FRAME - 12 - WIDE
    x, y = place or (0.0, 0.0)
    return pygame.Rect(left if x > theme.FRAME / 2 else right, top if y > theme.FRAME / 2 else bottom, WIDE, height)
