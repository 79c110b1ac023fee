"""What each key of the editor does."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pygame

from garrison.edit.desk import ToolName
from garrison.edit.place import Tab
from garrison.edit.spot import move_spot, position

if TYPE_CHECKING:
    from garrison.edit.editor_screen import EditorScreen

TOOL_KEYS: Final[dict[int, ToolName]] = {
    pygame.K_v: "select", pygame.K_r: "road", pygame.K_t: "tower", pygame.K_b: "base", pygame.K_h: "hero", pygame.K_p: "paint",
    pygame.K_e: "erase",
}  # fmt: skip
TAB_KEYS: Final[dict[int, Tab]] = {pygame.K_1: "map", pygame.K_2: "waves", pygame.K_3: "numbers", pygame.K_4: "level"}
ARROWS: Final = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, 1), pygame.K_DOWN: (0, -1)}
NUDGE: Final = 0.01  # map units
FAR: Final = 10  # times that, with Shift


def press_key(screen: "EditorScreen", event: pygame.event.Event) -> None:
    """One key, while nothing is typed into."""
    desk, key, shift = screen.desk, event.key, bool(event.mod & pygame.KMOD_SHIFT)
    if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
        _press_with_control(screen, key, shift)
    elif key in TOOL_KEYS:
        desk.tab, desk.tool, desk.is_new_road = "map", TOOL_KEYS[key], False
    elif key in TAB_KEYS:
        desk.tab = TAB_KEYS[key]
    elif key in ARROWS:
        _press_arrow(screen, ARROWS[key], FAR if shift else 1)
    elif key in (pygame.K_DELETE, pygame.K_BACKSPACE):
        if desk.tab == "waves":
            screen.waves.delete_chosen()
        else:
            desk.delete_selected()
    elif key == pygame.K_n:
        desk.tab = "map"
        screen.map.start_road()
    else:
        plain: dict[int, Callable[[], None]] = {
            pygame.K_g: screen.map.toggle_grid, pygame.K_m: screen.map.toggle_marks, pygame.K_F1: screen.show_keys,
            pygame.K_F5: screen.play, pygame.K_F6: screen.try_out, pygame.K_ESCAPE: lambda: _press_escape(screen),
        }  # fmt: skip
        plain.get(key, lambda: None)()


def _press_with_control(screen: "EditorScreen", key: int, shift: bool) -> None:
    if key == pygame.K_z and not shift:
        screen.desk.undo()
    elif key == pygame.K_y or (key == pygame.K_z and shift):
        screen.desk.redo()
    elif key == pygame.K_s:
        if shift:
            screen.save_as()
        else:
            screen.save()


def _press_arrow(screen: "EditorScreen", way: tuple[int, int], times: int) -> None:
    desk, spot = screen.desk, screen.desk.spot
    if desk.tab == "waves":
        if way[0]:
            screen.waves.move_chosen(way[0])
    elif spot is not None:
        x, y = position(desk.draft, spot)
        to = (x + way[0] * NUDGE * times, y + way[1] * NUDGE * times)
        desk.do(f"move {spot}", lambda draft: move_spot(draft, spot, to))


def _press_escape(screen: "EditorScreen") -> None:
    """One step out: of a path not yet begun, of a selection, of the editor."""
    desk = screen.desk
    if desk.is_new_road:
        desk.is_new_road = False
    elif desk.spot is not None:
        desk.spot = None
    else:
        screen.quit()
