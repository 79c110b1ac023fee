"""Two people at one real window: one with a real mouse, the other with real keys. A picture of each stage is in runs/window/table."""

import time

import pytest
from tests.window.desk import Desk, to_canvas
from tests.window.test_play import MAGICIAN, NOTHING, ring

pytestmark = pytest.mark.xvfb

POINT = (-0.73, -0.68)
ROAD = (0.05, -1.83)


def test_table(desk: Desk) -> None:
    desk.start("play", "garrison-1", "--mode", "alliance", "--seed", "23", "--mute", seconds=600.0)
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the game of two")
    desk.press("space")
    desk.look("begin")
    desk.click(*to_canvas(*POINT))
    time.sleep(0.4)
    desk.move(*ring(POINT, MAGICIAN))
    desk.press("Tab", "a")
    time.sleep(0.5)
    desk.look("both-choose")
    desk.click(*ring(POINT, MAGICIAN))
    desk.press("e", "space")
    time.sleep(0.6)
    desk.press("z")
    time.sleep(0.4)
    desk.look("what-do-you-say")
    desk.press("1")
    desk.press("8")
    time.sleep(1.5)
    desk.move(*to_canvas(*ROAD))
    desk.press("l", "j", "r")
    time.sleep(1.0)
    desk.press("space")
    time.sleep(0.4)
    desk.look("battle")
    desk.press("h")
    time.sleep(0.4)
    desk.look("keys")
    desk.press("Escape", "Escape")
    time.sleep(0.4)
    desk.press("q")
    assert desk.ended(60) == 0


def test_partner(desk: Desk) -> None:
    """A person with an agent beside."""
    desk.start("play", "garrison-2", "--with", "expert", "--seed", "23", "--mute", seconds=600.0)
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the game with an agent")
    desk.press("space")
    desk.look("begin")
    desk.press(*["shift+period"] * 40)  # 13 s of the game
    desk.press("c")
    time.sleep(0.4)
    desk.look("what-do-you-say")
    desk.press("1", "i", *["shift+period"] * 2)
    time.sleep(0.6)
    desk.look("beside-an-agent")
    desk.press("h")
    time.sleep(0.4)
    desk.look("keys")
    desk.press("Escape", "Escape")
    time.sleep(0.4)
    desk.press("q")
    assert desk.ended(60) == 0
