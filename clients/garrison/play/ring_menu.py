"""The ring menu around a tower point: round buttons with an icon and a price, grey with the reason when they cannot be had."""

from collections.abc import Sequence
from math import cos, dist, radians, sin
from typing import Final

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.icons import draw_icon
from garrison.play.keys import NAMES
from garrison.play.map_places import Place, to_frame
from garrison.play.theme import Colour
from garrison.play.tower_menu import Entry
from garrison.play.widgets import draw_tooltip

RADIUS: Final = 50  # of the ring
BUTTON: Final = 23  # radius of a button
ICON: Final = 24
BUILDS: Final = (-90, 30, 150)  # degrees, clockwise from the right, of the entries in order
CHANGES: Final = (-90, 0, 90, 180)
INNER: Final = RADIUS + BUTTON + 4  # the ring's middle keeps so far from the picture's edges


class RingMenu:
    """Open at one tower point. `entries` are set anew at every frame, since prices and gold change."""

    def __init__(self, point: Place) -> None:
        """point: the tower point, in map units."""
        self.point = point
        x, y = to_frame(*point)
        self.centre = min(max(x, INNER), theme.FRAME - INNER), min(max(y, INNER), theme.FRAME - INNER)
        self.entries: Sequence[Entry] = ()
        self.hovered: Entry | None = None

    def place(self, number: int) -> Place:
        """Where an entry's button is, in logical units."""
        angle = radians((BUILDS if len(self.entries) == len(BUILDS) and self.entries[0].command == "archer" else CHANGES)[number])
        return self.centre[0] + RADIUS * cos(angle), self.centre[1] + RADIUS * sin(angle)

    def entry_at(self, pos: Place) -> Entry | None:
        """The entry whose button lies there."""
        return next((entry for number, entry in enumerate(self.entries) if dist(pos, self.place(number)) <= BUTTON), None)

    def draw(self, canvas: Canvas) -> None:
        """Ring and buttons, and a mark at a tower point at the edge, which the ring has to stand beside."""
        if dist(self.centre, to_frame(*self.point)) > 1:
            canvas.circle(to_frame(*self.point), BUTTON, theme.GOLD, width=2)
        canvas.circle(self.centre, RADIUS, theme.NIGHT, width=5, alpha=150)
        canvas.circle(self.centre, RADIUS, theme.PANEL_EDGE, width=2)
        for number, entry in enumerate(self.entries):
            self._draw_entry(canvas, entry, self.place(number))

    def draw_hint(self, canvas: Canvas) -> None:
        """The tooltip of the button under the mouse; over all else."""
        if self.hovered is not None and self.hovered in self.entries:
            (x, y), reach = self.centre, RADIUS + BUTTON
            draw_tooltip(canvas, tooltip(self.hovered), (x, y + reach), above=2 * reach + 6, upward=y <= theme.FRAME / 2)

    def _draw_entry(self, canvas: Canvas, entry: Entry, at: Place) -> None:
        hovered = entry == self.hovered and not entry.off
        canvas.circle(at, BUTTON, theme.NIGHT)
        canvas.circle(at, BUTTON - 1, theme.BUTTON_OFF if entry.off else theme.BUTTON_HOVER if hovered else theme.BUTTON_FILL)
        canvas.circle(at, BUTTON, theme.GOLD if hovered else theme.PANEL_EDGE, width=2)
        lift = 5 if entry.price else 0
        draw_icon(canvas, entry.icon, (at[0], at[1] - lift), ICON, faint=bool(entry.off))
        if entry.price:
            colour = theme.OFF if entry.off else theme.GOLD
            canvas.text(entry.price, (at[0], at[1] + 14), theme.SMALL, colour, anchor="center")


def tooltip(entry: Entry) -> list[tuple[str, Colour]]:
    """What an entry does, its numbers, why it cannot be had, and its key."""
    price = f", {entry.price} gold" if entry.price and not entry.price.startswith("+") else ""
    lines: list[tuple[str, Colour]] = [(f"{entry.title}{price}  [{NAMES[entry.command]}]", theme.GOLD)]
    lines += [(line, theme.INK) for line in entry.lines]
    return [*lines, (entry.off, theme.BAD)] if entry.off else lines
