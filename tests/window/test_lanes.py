"""The commons at a real window: a person keeps a lane, another looks on. Pictures are in runs/window/lane and lanes."""

import time

import pytest
from tests.window.desk import Desk
from tests.window.test_play import NOTHING

pytestmark = pytest.mark.xvfb


def test_lane(desk: Desk) -> None:
    desk.start("play", "--mode", "commons", "--lanes", "9", "--graph", "grid", "--with", "keep:match", "--with", "keep:save", "--seed", "7",
               "--mute", seconds=600.0)  # fmt: skip
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the commons")
    desk.look("begin")
    desk.press(*"33331333213333333")
    time.sleep(0.5)
    desk.look("lane")
    desk.press(*"222")
    time.sleep(0.5)
    desk.look("poor")
    desk.press("Escape")
    time.sleep(0.5)
    desk.press("Escape")
    assert desk.ended(60) == 0


def test_lanes(desk: Desk) -> None:
    keepers = [word for rule in ("match", "match", "match", "save") for word in ("--with", f"keep:{rule}")]
    desk.start("play", "--mode", "commons", "--people", "0", "--lanes", "16", *keepers, "--seed", "7", "--mute", seconds=600.0)
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the commons")
    desk.press("8")
    time.sleep(4.0)
    desk.press("space")
    time.sleep(0.4)
    desk.look("lanes")
    desk.press("Escape")
    time.sleep(0.5)
    desk.press("Escape")
    assert desk.ended(60) == 0
