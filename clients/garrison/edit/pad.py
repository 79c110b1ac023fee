"""Pad: what can be clicked and typed into, among what was drawn last.

A panel draws itself anew in every frame and names each thing on the way, so that no widget has to follow the draft:

    pad.begin(canvas, mouse)
    pad.button(rect, "Undo", desk.undo, hint="Ctrl+Z")
    pad.entry(rect, "name", draft.name, lambda text: ...)      # click, type, Enter
    pad.draw_hint()

`handle` acts on what the last frame showed.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import pygame

from garrison.edit.line import Line
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.theme import Colour
from garrison.play.widgets import Button, draw_tooltip

Press = Callable[[], None]
REPEAT_AFTER_S: Final = 0.4
REPEAT_EVERY_S: Final = 0.07


class Area(NamedTuple):
    """A rectangle that does something. `repeats`: at once and again while held down; else when the button goes up."""

    name: str
    rect: pygame.Rect
    press: Press | None
    hint: str = ""
    off: str = ""
    repeats: bool = False
    right: Press | None = None  # the right button
    text: str | None = None  # of an entry: what it shows
    commit: Callable[[str], None] | None = None


class Pad:
    """One per screen."""

    def __init__(self) -> None:
        self._areas: list[Area] = []
        self._held: str | None = None
        self._held_s = 0.0
        self._clip: pygame.Rect | None = None
        self._mouse = (0.0, 0.0)
        self._typing: Area | None = None
        self.line = Line("")

    @property
    def is_typing(self) -> bool:
        """Whether keys go into an entry."""
        return self._typing is not None

    def begin(self, canvas: Canvas, mouse: tuple[float, float]) -> None:
        """Starts a frame."""
        self._canvas, self._mouse, self._areas, self._clip = canvas, mouse, [], None

    def within(self, clip: pygame.Rect | None) -> None:
        """What follows reacts only inside `clip`, such as the part of a list that is seen."""
        self._clip = clip

    def area(self, area: Area) -> bool:
        """Something clickable that was drawn by the caller; whether the mouse is over it."""
        seen = area.rect.clip(self._clip) if self._clip is not None else area.rect
        if seen.width and seen.height:
            self._areas.append(area._replace(rect=seen))
        return seen.collidepoint(self._mouse)

    def button(
        self,
        rect: pygame.Rect,
        label: str,
        press: Press,
        *,
        name: str = "",
        hint: str = "",
        off: str = "",
        chosen: bool = False,
        repeats: bool = False,
        right: Press | None = None,
        size: int = theme.SMALL,
    ) -> None:
        """A button like the kit's; `name` tells it from another of the same label."""
        area = Area(name or label, rect, press, hint, off, repeats, right)
        shown = Button(rect, label, press, off=off, chosen=chosen, size=size)
        shown.hovered = self.area(area)
        shown.held = self._held == area.name
        shown.draw(self._canvas)

    def entry(
        self, rect: pygame.Rect, name: str, value: str, commit: Callable[[str], None], *, hint: str = "", bad: bool = False, lines: int = 1
    ) -> None:
        """A field to type into; `commit` gets the text at Enter, Tab or a click elsewhere, if it was changed."""
        hovered = self.area(Area(name, rect, None, hint, text=value, commit=commit))
        typing = self._typing is not None and self._typing.name == name
        fill = theme.NIGHT if typing else theme.BUTTON_DOWN
        edge: Colour = theme.BAD if bad else theme.GOLD if typing else theme.FAINT if hovered else theme.PANEL_EDGE
        self._canvas.fill(rect, fill, radius=3)
        self._canvas.frame_rect(rect, edge, radius=3)
        words = self.line.shown if typing else value
        colour = theme.GOLD if typing and self.line.is_marked else theme.INK
        inner = rect.inflate(-8, -4)
        with self._canvas.clip(inner):
            if lines > 1:
                wrapped = self._canvas.wrapped(words, inner.width, theme.SMALL)
                self._canvas.paragraph("\n".join(wrapped[-lines:] if typing else wrapped), inner, theme.SMALL, colour)
                return
            before = self._canvas.text_width(words[: self.line.caret + 1], theme.SMALL) if typing else 0.0
            self._canvas.text(words, (inner.left - max(0.0, before - inner.width), rect.centery), theme.SMALL, colour, anchor="midleft")

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for something that was drawn."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button in (1, 3):
            return self._down(event)
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self._held is not None:
            held, self._held = self._held, None
            area = self._at(event.pos)
            if area is not None and area.name == held and area.press is not None and not area.repeats and not area.off:
                area.press()
            return True
        if event.type == pygame.KEYDOWN and self._typing is not None:
            self._key(event)
            return True
        return False

    def update(self, seconds: float) -> None:
        """Time passes: what is held down repeats."""
        area = next((area for area in self._areas if area.name == self._held), None)
        if area is not None and area.repeats and area.press is not None:
            self._held_s += seconds
            while self._held_s > REPEAT_AFTER_S:
                self._held_s -= REPEAT_EVERY_S
                area.press()

    def focus(self, name: str) -> None:
        """Starts to type into an entry that was drawn."""
        self._typing = next((area for area in self._areas if area.name == name and area.commit is not None), None)
        if self._typing is not None:
            self.line = Line(self._typing.text or "")

    def finish(self) -> None:
        """Ends typing and hands over what was typed."""
        typing, self._typing = self._typing, None
        if typing is not None and typing.commit is not None and self.line.text != typing.text:
            typing.commit(self.line.text)

    def draw_hint(self) -> None:
        """The tooltip of what is under the mouse; last, over all else."""
        area = self._at(self._mouse)
        if area is not None and (area.hint or area.off) and self._held is None:
            lines = [(area.hint, theme.INK)] if area.hint else []
            draw_tooltip(self._canvas, [*lines, *([(area.off, theme.BAD)] if area.off else [])], area.rect.midbottom)

    def _at(self, pos: tuple[float, float]) -> Area | None:
        return next((area for area in reversed(self._areas) if area.rect.collidepoint(pos)), None)

    def _down(self, event: pygame.event.Event) -> bool:
        area = self._at(event.pos)
        if self._typing is not None and (area is None or area.name != self._typing.name):
            self.finish()
        if area is None:
            return False
        if event.button == 3:
            if area.right is not None and not area.off:
                area.right()
        elif area.commit is not None:
            self.focus(area.name)
        else:
            self._held, self._held_s = area.name, 0.0
            if area.repeats and area.press is not None and not area.off:
                area.press()
        return True

    def _key(self, event: pygame.event.Event) -> None:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_TAB):
            self.finish()
        elif event.key == pygame.K_ESCAPE:
            self._typing = None
        else:
            self.line.press(event)
