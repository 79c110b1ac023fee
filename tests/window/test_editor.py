"""A person draws a level: in a real window, with a real mouse and real keys. Draws, breaks, sees the fault, mends, saves, plays.

A picture of each stage is in runs/window/editor.
"""

import json
import time

import pytest
from tests.window.desk import Desk, run_briefly, to_canvas

from garrison.play import theme

pytestmark = pytest.mark.xvfb

ROAD = ((-1.0, 2.98), (-0.5, 2.0), (1.5, 1.8), (2.4, 0.6))
NEW_POINT, ONTO_ANOTHER, CLEAR = (0.6, 2.4), (0.0, 1.4), (0.5, 2.5)
FIRST_FAULT = (640, 444)
HILL_KING, NEW_WAVE, SNOW = (738, 398), (542, 293), (640, 258)
MORE_LIFE = (733, 194)
TITLE, SAVE = (640, 152), (622, 41)


def test_editor(desk: Desk) -> None:
    (desk.folder / "valley.json").unlink(missing_ok=True)  # of an earlier run
    desk.start("edit", "valley.json", "--mute")
    desk.wait_for(lambda: bright(desk, (640, 18)), 240, "the editor")
    desk.wait_for(lambda: says_sound(desk), 60, "the first verdict")
    draw_a_level(desk)
    break_and_mend_it(desk)
    save_and_play_it(desk)
    leave(desk)


def draw_a_level(desk: Desk) -> None:
    """Another road, a tower point, snow, a wave with the Hill King, a title."""
    desk.look("new-level")
    desk.press("n")
    for place in ROAD:
        desk.click(*to_canvas(*place))
    desk.press("t")
    desk.click(*to_canvas(*NEW_POINT))
    time.sleep(1.5)
    desk.look("second-road")
    desk.press("p")
    desk.click(*SNOW)
    desk.drag(*(to_canvas(*place) for place in ((-2.6, -2.6), (-2.0, -1.4), (-1.2, -2.4), (-0.4, -2.7))))
    time.sleep(1.5)
    desk.look("painted")
    desk.press("2")
    time.sleep(0.3)
    desk.click(*NEW_WAVE)
    desk.click(*HILL_KING)
    desk.move(*NEW_WAVE)
    time.sleep(0.5)
    desk.look("waves")
    desk.press("4")
    time.sleep(0.3)
    desk.click(*TITLE)
    desk.type("Snow in the Valley")
    desk.press("Return")


def break_and_mend_it(desk: Desk) -> None:
    """Drags the new tower point onto another, goes to the fault from the list, drags it off."""
    desk.wait_for(lambda: says_sound(desk), 20, "a sound level")
    desk.press("v")
    desk.drag(to_canvas(*NEW_POINT), to_canvas(*ONTO_ANOTHER))
    desk.wait_for(lambda: has_fault(desk), 20, "the fault")
    assert not says_sound(desk)
    desk.press("3")
    time.sleep(0.5)
    desk.look("broken")
    desk.click(*FIRST_FAULT)
    time.sleep(0.5)
    desk.look("shown-where")
    desk.drag(to_canvas(*ONTO_ANOTHER), to_canvas(*CLEAR))
    desk.wait_for(lambda: says_sound(desk), 20, "the fault mended")
    desk.press("ctrl+z")
    desk.wait_for(lambda: has_fault(desk), 20, "the fault again, after undo")
    desk.press("ctrl+y")
    desk.wait_for(lambda: says_sound(desk), 20, "the fault mended again, after redo")
    desk.look("mended")


def save_and_play_it(desk: Desk) -> None:
    """The file holds what was drawn; the game that F5 opens is this level's."""
    desk.click(*SAVE)
    desk.wait_for(lambda: (desk.folder / "valley.json").exists(), 10, "the file")
    level = json.loads((desk.folder / "valley.json").read_text(encoding="utf-8"))
    assert level["title"] == "Snow in the Valley" and len(level["paths"]) == 2 and len(level["tower_points"]) == 5
    assert level["waves"][1]["enemies"][-1] == "hill_king" and "n" in "".join(level["look"]["tiles"])
    desk.look("saved")
    desk.press("F5")
    time.sleep(4)
    desk.look("played")
    desk.press("Escape")
    time.sleep(0.5)
    desk.look("back")


def leave(desk: Desk) -> None:
    """With something unsaved the editor asks first; what it saves then is a sound level."""
    desk.press("3")
    time.sleep(0.3)
    desk.click(*MORE_LIFE)
    desk.press("Escape", "Escape")
    time.sleep(0.5)
    desk.look("leaving")
    desk.press("Return")
    assert desk.ended() == 0
    level = json.loads((desk.folder / "valley.json").read_text(encoding="utf-8"))
    assert level["life"] == 21 and level["tower_points"][4]["at"] == [0.5, 2.5]
    done = run_briefly(["levels", "validate", str(desk.folder / "valley.json")], desk.environment)
    assert done.returncode == 0, done.stdout + done.stderr


def says_sound(desk: Desk) -> bool:
    """Whether the server has found the version shown sound: the verdict is written in green; while it is asked, in grey."""
    return any(close(pixel, theme.GOOD) for pixel in verdict(desk))


def has_fault(desk: Desk) -> bool:
    """Whether the verdict's heading is the red one."""
    return any(close(pixel, theme.BAD) for pixel in verdict(desk))


def verdict(desk: Desk) -> set[tuple[int, int, int]]:
    """The colours of the verdict's first line, inside the border of its box."""
    scale = desk.scale
    line = desk.screen().convert("RGB").crop((round(524 * scale), round(424 * scale), round(750 * scale), round(438 * scale)))
    return {colour for _, colour in line.getcolors(1 << 16) or [] if isinstance(colour, tuple)}


def bright(desk: Desk, place: tuple[float, float]) -> bool:
    """Whether something is written around a place."""
    x, y = place
    return any(sum(desk.colour(x + dx, y)) > 400 for dx in range(-12, 13, 2))


def close(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Equal but for rounding."""
    return all(abs(a - b) <= 4 for a, b in zip(one, other, strict=True))
