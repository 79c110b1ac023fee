"""The ring menu around a tower point: round buttons with an icon and a price, grey with the reason when they cannot be had."""

from collections.abc import Mapping, Sequence
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

    def refresh(self, entries: Sequence[Entry]) -> None:
        """Sets the entries to the game as it is; what was chosen stays so."""
        self.entries = entries
        if self.hovered is not None:
            self.hovered = next((entry for entry in entries if entry.command == self.hovered.command), None)

    def turn(self, direction: tuple[int, int]) -> None:
        """Chooses the entry that lies most in a direction of the map, (1, 0) or (0, 1) or their opposites."""

        def along(number: int) -> float:
            x, y = self.place(number)
            return (x - self.centre[0]) * direction[0] - (y - self.centre[1]) * direction[1]

        self.hovered = self.entries[max(range(len(self.entries)), key=along)]

    def draw(self, canvas: Canvas, owner: Colour | None = None) -> None:
        """Ring and buttons, in its player's colour if there is one, and a mark at a point at the edge, beside which the ring stands."""
        if dist(self.centre, to_frame(*self.point)) > 1:
            canvas.circle(to_frame(*self.point), BUTTON, owner or theme.GOLD, width=2)
        canvas.circle(self.centre, RADIUS, theme.NIGHT, width=5, alpha=150)
        canvas.circle(self.centre, RADIUS, owner or theme.PANEL_EDGE, width=2)
        for number, entry in enumerate(self.entries):
            self._draw_entry(canvas, entry, self.place(number))

    def draw_hint(self, canvas: Canvas, keys: Mapping[str, str] = NAMES) -> None:
        """The tooltip of the button under the mouse, or chosen by keys; over all else."""
        if self.hovered is not None and self.hovered in self.entries:
            (x, y), reach = self.centre, RADIUS + BUTTON
            draw_tooltip(canvas, tooltip(self.hovered, keys), (x, y + reach), above=2 * reach + 6, upward=y <= theme.FRAME / 2)

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


def tooltip(entry: Entry, keys: Mapping[str, str] = NAMES) -> list[tuple[str, Colour]]:
    """What an entry does, its numbers, why it cannot be had, and its key if it has one."""
    price = f", {entry.price} gold" if entry.price and not entry.price.startswith("+") else ""
    key = f"  [{keys[entry.command]}]" if entry.command in keys else ""
    lines: list[tuple[str, Colour]] = [(f"{entry.title}{price}{key}", theme.GOLD)]
    lines += [(line, theme.INK) for line in entry.lines]
    return [*lines, (entry.off, theme.BAD)] if entry.off else lines
