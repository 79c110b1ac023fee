"""The few things that can be pressed and read: buttons, rows of them, panels and tooltips.

button = Button(Rect(...), "Play", self.play, key=pygame.K_RETURN, hint="Starts the level")
if button.handle(event): return       # it was for the button
button.draw(canvas)                   # grey with `off` as the reason when `button.off` is set
draw_hint(canvas, buttons)            # the tooltip of the one under the mouse; last, over all else
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas, Point, line_height
from garrison.play.theme import Colour

HINT_WIDTH = 220


@dataclass
class Button:
    """A rectangle with a label that calls `press` when it is clicked or its key is pressed."""

    rect: pygame.Rect
    label: str
    press: Callable[[], None]
    key: int | None = None  # pygame's number of a key
    key_name: str = ""  # shown in the button's corner
    hint: str = ""  # the tooltip
    off: str = ""  # why it cannot be pressed now; "": it can
    chosen: bool = False  # drawn as the one in force
    size: int = theme.BODY
    hovered: bool = field(default=False, init=False)
    held: bool = field(default=False, init=False)

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for this button."""
        if event.type == pygame.MOUSEMOTION:
            self.hovered = self.rect.collidepoint(event.pos)
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.rect.collidepoint(event.pos):
            self.held = True
            return True
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self.held:
            self.held = False
            if self.rect.collidepoint(event.pos) and not self.off:
                self.press()
            return True
        if event.type == pygame.KEYDOWN and self.key is not None and event.key == self.key:
            if not self.off:
                self.press()
            return True
        return False

    def draw(self, canvas: Canvas) -> None:
        """The button as it is now."""
        fill = theme.BUTTON_OFF if self.off else theme.BUTTON_DOWN if self.held else theme.BUTTON_FILL
        if self.hovered and not self.off and not self.held:
            fill = theme.BUTTON_HOVER
        canvas.fill(self.rect, fill, radius=4)
        canvas.frame_rect(self.rect, theme.GOLD if self.chosen else theme.PANEL_EDGE, radius=4, width=2 if self.chosen else 1)
        colour = theme.OFF if self.off else theme.INK
        canvas.text(self.label, self.rect.center, self.size, colour, anchor="center")
        free = (self.rect.width - canvas.text_width(self.label, self.size)) / 2
        if self.key_name and free > canvas.text_width(self.key_name, theme.SMALL) + 6:
            canvas.text(self.key_name, (self.rect.right - 4, self.rect.top + 3), theme.SMALL, theme.OFF, anchor="topright")


def offer(buttons: Iterable[Button], event: pygame.event.Event) -> bool:
    """Offers an event to each button; whether one took it. Every button hears of the mouse's moves."""
    return any([button.handle(event) for button in buttons] if event.type == pygame.MOUSEMOTION else (b.handle(event) for b in buttons))


def draw_panel(canvas: Canvas, rect: pygame.Rect, title: str = "") -> float:
    """A panel with a border; the y where its content begins."""
    canvas.fill(rect, theme.PANEL_FILL, radius=6)
    canvas.frame_rect(rect, theme.PANEL_EDGE, radius=6)
    if not title:
        return rect.top + theme.PAD
    canvas.text(title, (rect.left + theme.PAD, rect.top + theme.PAD), theme.HEADING, theme.GOLD)
    return rect.top + theme.PAD + line_height(theme.HEADING) + theme.GAP


def draw_hint(canvas: Canvas, buttons: Iterable[Button]) -> None:
    """The tooltip of the button under the mouse: what it does, and why it cannot be pressed."""
    for button in buttons:
        if button.hovered and (button.hint or button.off):
            lines = [(button.hint, theme.INK)] if button.hint else []
            draw_tooltip(canvas, [*lines, *([(button.off, theme.BAD)] if button.off else [])], button.rect.midbottom)
            return


def draw_tooltip(canvas: Canvas, lines: Sequence[tuple[str, Colour]], at: Point, *, above: float = 40, upward: bool = False) -> None:
    """Lines of words in a box below `at`, or where there is no room, `above` units above it; kept inside the canvas.

    upward: rather above, if there is room."""
    wrapped = [(part, colour) for words, colour in lines for part in canvas.wrapped(words, HINT_WIDTH, theme.SMALL)]
    width = max(canvas.text_width(words, theme.SMALL) for words, _ in wrapped) + 2 * theme.GAP
    height = len(wrapped) * line_height(theme.SMALL) + 2 * theme.GAP - 3
    box = pygame.Rect(0, 0, round(width), round(height))
    box.midtop = round(at[0]), round(at[1]) + 6
    if box.bottom > theme.HEIGHT or (upward and at[1] - above - height > theme.GAP):
        box.bottom = round(at[1] - above)
    box.clamp_ip(pygame.Rect(2, 2, theme.WIDTH - 4, theme.HEIGHT - 4))
    canvas.fill(box, theme.NIGHT, radius=4, alpha=238)
    canvas.frame_rect(box, theme.PANEL_EDGE, radius=4)
    for number, (words, colour) in enumerate(wrapped):
        canvas.text(words, (box.left + theme.GAP, box.top + theme.GAP + number * line_height(theme.SMALL)), theme.SMALL, colour)
