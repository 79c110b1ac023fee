"""A person plays: from the choice of levels to a won garrison-1, with a real window, a real mouse and real keys.

The person follows the beginner's guide, reads tooltips, makes a mistake, and at the end goes back to the levels. A picture of
each stage is in runs/window/play.
"""

import json
import subprocess
import sys
import time
from importlib.resources import files
from math import cos, radians, sin
from pathlib import Path

import pytest
from tests.window.desk import Desk, run_briefly, to_canvas

from garrison.play.ring_menu import RADIUS, RingMenu

pytestmark = pytest.mark.xvfb

ARCHER_AT = (-0.73, -0.68)  # where the witness of garrison-1 builds first
KNIGHTS_AT = (-0.65, 2.41)
BEND = (0.05, -1.83)  # of the road, before the base
FIRST_ROW, THIRD_ROW = (640, 66), (640, 182)  # of the levels' list
PLAY, NEXT_WITH_GUIDE = (640, 439), "Return"
NOTHING = (0, 0, 0), (24, 20, 31)  # a window before its first picture, and where nothing is drawn
NO_GUIDE = (59, 125)  # in the bubble of the first lesson, where it lies on garrison-5
SPEED_8, PAUSE = (708, 67), (558, 67)
ARCHER, MAGICIAN, KNIGHT = -90, 30, 150  # degrees: where a ring menu has them


def ring(point: tuple[float, float], degrees: float) -> tuple[float, float]:
    """Where an entry of the ring menu at a tower point is."""
    x, y = RingMenu(point).centre
    return x + RADIUS * cos(radians(degrees)), y + RADIUS * sin(radians(degrees))


def test_play(desk: Desk) -> None:
    desk.start("play", "--record", "mine.json", "--seed", "23", "--mute")
    choose_a_level(desk)
    build_as_the_guide_says(desk)
    fight(desk)
    read_the_result(desk)
    go_on_and_leave(desk)
    done = run_briefly(["replay", "verify", str(desk.folder / "mine.json")], desk.environment)
    assert done.returncode == 0, done.stdout + done.stderr


def choose_a_level(desk: Desk) -> None:
    """Looks at a level, at the keys, and plays the first."""
    desk.wait_for(lambda: bright(desk, *FIRST_ROW), 240, "the levels' list")
    desk.look("levels-come")
    time.sleep(2)
    desk.click(*THIRD_ROW)
    time.sleep(0.4)
    desk.look("another-level")
    desk.press("h")
    time.sleep(0.4)
    desk.look("keys")
    desk.press("Escape")
    desk.click(*FIRST_ROW)
    desk.move(*PLAY)
    time.sleep(0.5)
    desk.look("levels")
    desk.click(*PLAY)
    time.sleep(1.5)


def build_as_the_guide_says(desk: Desk) -> None:
    """The game waits meanwhile."""
    desk.look("guide-base")
    desk.press(NEXT_WITH_GUIDE)
    time.sleep(0.4)
    desk.look("guide-point")
    desk.click(*to_canvas(*ARCHER_AT))
    time.sleep(0.4)
    desk.move(*ring(ARCHER_AT, ARCHER))
    time.sleep(0.6)
    desk.look("ring-with-tooltip")
    desk.click(*ring(ARCHER_AT, ARCHER))
    time.sleep(0.6)
    desk.look("guide-knights")
    desk.click(*to_canvas(*KNIGHTS_AT))
    time.sleep(0.4)
    desk.look("ring-at-the-edge")
    desk.click(*ring(KNIGHTS_AT, KNIGHT))
    time.sleep(0.6)
    desk.move(*to_canvas(*ARCHER_AT))
    time.sleep(0.5)
    desk.look("two-towers")


def fight(desk: Desk) -> None:
    """Eight times as fast as life: a second is eight of the game's."""
    desk.press("v")  # there is no gold for it
    time.sleep(0.3)
    desk.look("refused")
    desk.press("g")
    desk.move(*to_canvas(*BEND))
    time.sleep(0.3)
    desk.look("send-the-hero")
    desk.click(*to_canvas(*BEND))
    desk.click(*SPEED_8)
    time.sleep(1.5)
    desk.press("r")
    desk.move(*to_canvas(*BEND))
    time.sleep(0.2)
    desk.look("call-reinforcements")
    desk.click(*to_canvas(*BEND))
    for number in range(1, 4):
        time.sleep(1.0)
        desk.look(f"battle-{number}")
    desk.click(*PAUSE)
    desk.move(*to_canvas(*KNIGHTS_AT))
    time.sleep(0.4)
    desk.look("paused")
    desk.click(*PAUSE)
    desk.press("f")
    time.sleep(0.5)
    desk.look("fire-of-rage")


def read_the_result(desk: Desk) -> None:
    """The best score is on disk as soon as the game is over."""
    kept = desk.home / "garrison" / "scores.json"
    desk.wait_for(kept.exists, 90, "the game's end")
    time.sleep(1.0)
    desk.look("result")
    (best,) = json.loads(kept.read_text())["levels"].values()
    assert best["won"] and best["score"] > -10 and best["seed"] == 23


def go_on_and_leave(desk: Desk) -> None:
    """To the next level, to its menu, back to the levels, out."""
    desk.press("n")
    time.sleep(1.5)
    desk.look("next-level")
    desk.press("Escape")
    time.sleep(0.4)
    desk.look("menu")
    desk.press("l")
    time.sleep(1.0)
    desk.press("Home")
    time.sleep(0.3)
    desk.look("levels-with-a-best-score")
    desk.press("Escape")
    assert desk.ended() == 0


def benchmark_bytes(name: str) -> bytes:
    """A level of the benchmark as its file has it."""
    return files("garrison_levels").joinpath(f"benchmark/{name}.json").read_bytes()


def bright(desk: Desk, x: float, y: float) -> bool:
    """Whether something is drawn around a place."""
    return any(sum(desk.colour(x + dx, y)) > 300 for dx in (-60, -50, -40))


def test_lose(desk: Desk, tmp_path: Path) -> None:
    """Somebody plays a level file, does nothing, reads who got through, tries again and leaves."""
    level = tmp_path / "own.json"
    level.write_bytes(benchmark_bytes("garrison-5").replace(b"The Hill King's Road", b"A Level of My Own"))
    desk.start("play", str(level), "--mute")
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 240, "the game")
    desk.look("guide")
    desk.press("h")
    time.sleep(0.4)
    desk.look("keys-in-a-game")
    desk.press("Escape")
    time.sleep(0.3)
    desk.click(*NO_GUIDE)
    desk.press("8")
    kept = desk.home / "garrison" / "scores.json"
    desk.wait_for(kept.exists, 90, "the game's end")
    time.sleep(1.0)
    desk.look("result")
    (best,) = json.loads(kept.read_text())["levels"].values()
    assert not best["won"] and best["score"] == -20
    desk.press("r")
    time.sleep(1.0)
    desk.look("again")
    desk.press("Escape")
    time.sleep(0.3)
    desk.press("q")
    assert desk.ended() == 0


def test_no_display_is_a_sentence(desk: Desk) -> None:
    environment = {**desk.environment, "DISPLAY": ":9999"}
    done = subprocess.run(
        [sys.executable, "-m", "garrison", "play"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2 and "no window can be opened here" in done.stderr and "Traceback" not in done.stderr
