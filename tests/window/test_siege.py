"""A siege at a real window, from both sides: a person who defends and one who attacks. Pictures are in runs/window/defend and attack."""

import time

import pytest
from tests.window.desk import Desk, to_canvas
from tests.window.test_play import ARCHER, BEND, KNIGHT, NOTHING, ring

pytestmark = pytest.mark.xvfb

POINT, OTHER = (-0.73, -0.68), (-0.65, 2.41)  # tower points of garrison-1
FIRST_KIND, SIXTH_KIND = (578, 171), (704, 213)  # buttons of the attacker's panel


def test_defend(desk: Desk) -> None:
    (desk.folder / "siege.json").unlink(missing_ok=True)  # of an earlier run
    desk.start("play", "garrison-1", "--against", "attack-rush", "--seed", "23", "--mute", "--record", "siege.json", seconds=600.0)
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the game against an attacker")
    desk.press("space")
    desk.click(*to_canvas(*POINT))
    time.sleep(0.4)
    desk.click(*ring(POINT, ARCHER))
    desk.click(*to_canvas(*OTHER))
    time.sleep(0.4)
    desk.click(*ring(OTHER, KNIGHT))
    desk.press("space", "8")
    time.sleep(3.0)
    desk.press("4")
    desk.move(*to_canvas(*BEND))
    desk.press("r")
    desk.click(*to_canvas(*BEND))
    time.sleep(2.0)
    desk.press("space")
    time.sleep(0.4)
    desk.look("under-attack")
    desk.press("space", "8")
    desk.wait_for((desk.folder / "siege.json").exists, 90, "the siege's end")
    time.sleep(1.0)
    desk.look("result")
    desk.press("Escape")
    time.sleep(1.0)
    desk.press("t")
    time.sleep(2.0)
    desk.look("who-plays")
    desk.press("Escape", "Escape")
    assert desk.ended(60) == 0


def test_attack(desk: Desk) -> None:
    desk.start("play", "garrison-2", "--mode", "siege", "--attack", "--against", "greedy", "--seed", "7", "--mute", seconds=600.0)
    desk.wait_for(lambda: desk.colour(30, 300) not in NOTHING, 600, "the attack")
    desk.press("space")
    time.sleep(0.4)
    desk.look("begin")
    desk.press("t", "t", "t", "r")
    desk.click(*FIRST_KIND)
    time.sleep(0.3)
    desk.press("Right", "Return")
    time.sleep(0.4)
    desk.look("ordered")
    desk.press("h")
    time.sleep(0.4)
    desk.look("keys")
    desk.press("Escape", *["shift+period"] * 32)  # 10 s of the game, however slow the machine is
    desk.press("t", "shift+Return", *["shift+period"] * 9)
    desk.move(256, 400)
    time.sleep(1.0)
    desk.look("attack")
    desk.click(*SIXTH_KIND)
    desk.move(*SIXTH_KIND)
    time.sleep(0.4)
    desk.look("refused")
    desk.press("Escape")
    time.sleep(0.4)
    desk.press("q")
    assert desk.ended(60) == 0
