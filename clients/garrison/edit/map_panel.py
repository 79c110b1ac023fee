"""The panel beside the map: the tools, and what can be set for the one in hand or the thing selected."""

from functools import partial
from typing import Final

import pygame

from garrison.edit.brush import GROUNDS, PLAIN, ROADS, clear_paint, set_ground, set_road
from garrison.edit.desk import ToolName
from garrison.edit.draft import MOST_PATHS, EditError
from garrison.edit.pad import Area
from garrison.edit.panel import ROAD_COLOURS, ROW, Panel, columns
from garrison.edit.roads import delete_path
from garrison.edit.sites import set_misleading
from garrison.edit.spot import Spot, move_spot, position
from garrison.edit.tools import TOOLS
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.theme import Colour

SWATCHES: Final[dict[str, Colour]] = {  # what a letter looks like, roughly
    "grass": (108, 158, 74), "meadow": (134, 178, 82), "autumn": (188, 134, 66), "sand": (216, 190, 128), "snow": (226, 234, 240),
    "ash": (104, 98, 104), "earth": (150, 108, 70), "cobble": (142, 140, 146), "gravel": (172, 160, 140), "planks": (164, 120, 76),
}  # fmt: skip
MOST_WIDTH: Final = 6  # of the brush, in tiles
GRID_HINT: Final = "Lines every quarter unit; what is moved snaps to them."
MARKS_HINT: Final = "Without the marks the map is as players see it."
NUDGE: Final = 0.05  # map units


class MapPanel(Panel):
    """Tools above, their settings below."""

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        y = rect.top
        for first in range(0, len(TOOLS), 2):
            row = columns(pygame.Rect(rect.left, y, rect.width, ROW), 2)
            for cell, tool in zip(row, TOOLS[first : first + 2], strict=False):
                chosen = self.desk.tool == tool.name
                self.pad.button(cell, f"{tool.label}  {tool.key}", partial(self._take, tool.name), chosen=chosen, hint=tool.hint)
            y += ROW + 3
        cells = columns(row[1], 2)
        self.pad.button(
            cells[0],
            "Grid  G",
            self.toggle_grid,
            chosen=self.desk.shows_grid,
            hint=GRID_HINT,
        )
        self.pad.button(cells[1], "Marks  M", self.toggle_marks, chosen=self.desk.shows_marks, hint=MARKS_HINT)
        below = pygame.Rect(rect.left, y + 5, rect.width, rect.bottom - y - 5)
        if self.desk.tool == "paint":
            self._draw_paint(canvas, below)
        elif self.desk.tool == "road":
            self._draw_roads(canvas, below)
        else:
            self._draw_spot(canvas, below)

    def toggle_grid(self) -> None:
        """Shows the grid and snaps to it, or neither."""
        self.desk.shows_grid = not self.desk.shows_grid

    def toggle_marks(self) -> None:
        """Shows the marks, or the picture alone."""
        self.desk.shows_marks = not self.desk.shows_marks

    def _take(self, tool: ToolName) -> None:
        self.desk.tool = tool
        self.desk.is_new_road = False

    def _hint(self, canvas: Canvas, rect: pygame.Rect) -> int:
        hint = next(tool.hint for tool in TOOLS if tool.name == self.desk.tool)
        return round(canvas.paragraph(hint, rect, theme.SMALL, theme.FAINT)) + 6

    def _draw_roads(self, canvas: Canvas, rect: pygame.Rect) -> None:
        desk, y = self.desk, self._hint(canvas, rect)
        count = len(desk.draft.paths)
        for i, cell in enumerate(columns(pygame.Rect(rect.left, y, rect.width, ROW), MOST_PATHS)[:count]):
            chosen = i == desk.road and not desk.is_new_road
            self.pad.button(
                cell, f"{i + 1}", partial(self._choose_road, i), name=f"road {i + 1}", chosen=chosen, hint=f"Work on path {i + 1}"
            )
            canvas.fill((cell.left + 4, cell.bottom - 5, cell.width - 8, 3), ROAD_COLOURS[i])
        y += ROW + 4
        left, right = columns(pygame.Rect(rect.left, y, rect.width, ROW), 2)
        full = "" if count < MOST_PATHS else f"a level has at most {MOST_PATHS} paths"
        self.pad.button(
            left, "New path  N", self.start_road, chosen=desk.is_new_road, off=full, hint="Then click where its enemies come from."
        )
        only = "" if count > 1 else "a level needs at least one path"
        self.pad.button(right, "Delete path", self._delete_road, off=only, hint=f"Path {desk.road + 1} with all its waypoints")
        y += ROW + 8
        words = f"Path {desk.road + 1}: {len(desk.draft.paths[desk.road])} of 20 waypoints, the base included."
        if desk.is_new_road:
            words = "Click on the map where the new path begins: most begin at the map's edge."
        y = round(canvas.paragraph(words, (rect.left, y, rect.width, 0), theme.SMALL, theme.GOLD if desk.is_new_road else theme.INK)) + 6
        if desk.spot is not None:
            self._draw_spot_fields(canvas, desk.spot, pygame.Rect(rect.left, y, rect.width, rect.bottom - y))

    def start_road(self) -> None:
        """The next click on the map starts a path."""
        self.desk.tool, self.desk.is_new_road, self.desk.spot = "road", True, None

    def _choose_road(self, road: int) -> None:
        self.desk.road, self.desk.is_new_road, self.desk.spot = road, False, None

    def _delete_road(self) -> None:
        road = self.desk.road
        self.desk.do(f"delete path {road + 1}", lambda draft: delete_path(draft, road))

    def _draw_paint(self, canvas: Canvas, rect: pygame.Rect) -> None:
        desk, y = self.desk, self._hint(canvas, rect)
        for names in (tuple(GROUNDS)[:3], tuple(GROUNDS)[3:], tuple(ROADS)):
            for name, cell in zip(names, columns(pygame.Rect(rect.left, y, rect.width, ROW), len(names)), strict=True):
                letter = GROUNDS.get(name) or ROADS[name]
                self._draw_swatch(canvas, cell, name, letter)
            y += ROW + 3
        left, right = columns(pygame.Rect(rect.left, y, rect.width, ROW), 2)
        self.pad.button(left, "No paint", lambda: self._dip(PLAIN), chosen=desk.letter == PLAIN, hint="Takes paint away where you drag")
        self.pad.button(right, "Clear all paint", desk.doing("clear all paint", clear_paint), hint="Undo brings it back")
        y += ROW + 8
        canvas.text("Brush width", (rect.left, y + 4), theme.SMALL)
        self.stepper(
            pygame.Rect(rect.left + 118, y, rect.width - 118, ROW), "brush width", str(desk.width), self._widen,
            self._set_width, hint="tiles across, 1 to 6; a tile is a quarter unit",
        )  # fmt: skip
        y += ROW + 3
        for label, value, kinds, edit in (
            ("Ground everywhere", desk.draft.look.ground, tuple(GROUNDS), set_ground),
            ("Roads made of", desk.draft.look.road, tuple(ROADS), set_road),
        ):
            canvas.text(label, (rect.left, y + 4), theme.SMALL)
            after = kinds[(kinds.index(value) + 1) % len(kinds)] if value in kinds else kinds[0]
            cell = pygame.Rect(rect.left + 118, y, rect.width - 118, ROW)
            change = desk.doing(label.lower(), partial(edit, kind=after))
            self.pad.button(cell, value, change, name=label, hint=f"Click for {after}")
            y += ROW + 3

    def _draw_swatch(self, canvas: Canvas, cell: pygame.Rect, name: str, letter: str) -> None:
        self.pad.area(Area(f"paint {name}", cell, lambda: self._dip(letter), f"Paint {name}"))
        colour = SWATCHES[name]
        canvas.fill(cell, colour, radius=3)
        chosen = self.desk.letter == letter
        canvas.frame_rect(cell, theme.GOLD if chosen else theme.PANEL_EDGE, radius=3, width=3 if chosen else 1)
        canvas.text(name, cell.center, theme.SMALL, theme.NIGHT if sum(colour) > 360 else theme.INK, anchor="center")

    def _dip(self, letter: str) -> None:
        self.desk.letter = letter

    def _widen(self, steps: int) -> None:
        if 1 <= self.desk.width + steps <= MOST_WIDTH:
            self.desk.width += steps

    def _set_width(self, text: str) -> None:
        if not text.strip().isdecimal() or not 1 <= int(text) <= MOST_WIDTH:
            raise EditError(f"brush width: {text!r} came, wanted 1 to {MOST_WIDTH} tiles")
        self.desk.width = int(text)

    def _draw_spot(self, canvas: Canvas, rect: pygame.Rect) -> None:
        y = self._hint(canvas, rect)
        if self.desk.spot is not None:
            self._draw_spot_fields(canvas, self.desk.spot, pygame.Rect(rect.left, y, rect.width, rect.bottom - y))

    def _draw_spot_fields(self, canvas: Canvas, spot: Spot, rect: pygame.Rect) -> None:
        desk, y = self.desk, rect.top
        canvas.text(f"{spot}".capitalize(), (rect.left, y), theme.BODY, theme.GOLD)
        y += 20
        at = position(desk.draft, spot)
        for axis, cell in enumerate(columns(pygame.Rect(rect.left, y, rect.width, ROW), 2, 8)):
            canvas.text("xy"[axis], (cell.left, y + 4), theme.SMALL, theme.FAINT)
            field = pygame.Rect(cell.left + 10, y, cell.width - 10, ROW)
            self.stepper(
                field, f"{'xy'[axis]} of spot", f"{at[axis]:g}", partial(self._nudge, spot, axis),
                partial(self._set, spot, axis), hint="map units, -3 to 3; y up",
            )  # fmt: skip
        y += ROW + 4
        if spot.kind in ("site", "rally"):
            site = desk.draft.sites[spot.number]
            left, right = columns(pygame.Rect(rect.left, y, rect.width, ROW), 2)
            other = Spot("rally" if spot.kind == "site" else "site", spot.number)
            self.pad.button(left, "Its rally point" if spot.kind == "site" else "Its tower point", lambda: desk.select(other))
            mark = desk.doing("misleading or not", partial(set_misleading, site=spot.number, misleading=not site.misleading))
            hint = "A point put deliberately far from any road; players are not told."
            self.pad.button(
                right, "Misleading" if site.misleading else "Not misleading", mark, name="misleading", chosen=site.misleading, hint=hint
            )
            y += ROW + 4
        if spot.kind in ("site", "waypoint"):
            self.pad.button(
                pygame.Rect(rect.left, y, rect.width, ROW), f"Delete {spot}", desk.delete_selected, name="delete spot", hint="Del"
            )

    def _nudge(self, spot: Spot, axis: int, steps: int) -> None:
        at = list(position(self.desk.draft, spot))
        at[axis] = round(at[axis] + steps * NUDGE, 2)
        self.desk.do(f"move {spot}", lambda draft: move_spot(draft, spot, (at[0], at[1])))

    def _set(self, spot: Spot, axis: int, text: str) -> None:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1000:
            raise EditError(f"{'xy'[axis]}: {text!r} came, wanted a number from -3 to 3")
        at = list(position(self.desk.draft, spot))
        at[axis] = value
        self.desk.do(f"move {spot}", lambda draft: move_spot(draft, spot, (at[0], at[1])))
