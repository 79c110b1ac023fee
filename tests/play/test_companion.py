"""What goes with a game: sounds for what is seen and done, and the guide until it is finished."""

import copy
import json
from pathlib import Path
from typing import Any

import pygame
import pytest

import garrison
from garrison.play.companion import Companion
from garrison.play.guide import Guide, was_finished
from garrison.play.sounds import Sounds
from garrison_proto.records import OpenOptions

TOLD = garrison.load_backend("local").describe("garrison-1")


class Heard(Sounds):
    """Sounds that note what they were asked to play."""

    def __init__(self) -> None:
        super().__init__(muted=True)
        self.played: list[str] = []

    def play(self, *names: str) -> None:
        self.played += names


@pytest.fixture
def text() -> dict[str, Any]:
    session = garrison.load_backend("local").open(OpenOptions(levels=("garrison-1",), views=("text",)))
    first: dict[str, Any] = json.loads(session.reset([0], [1]).views["text"][0])
    return first


def companion(folder: Path, guide: Guide | None = None) -> tuple[Companion, Heard]:
    sounds = Heard()
    return Companion(sounds, TOLD.action_names, TOLD.rules["towers"], guide, folder), sounds


def test_views_and_orders_are_heard_and_a_restart_is_not(tmp_path: Path, text: dict[str, Any]) -> None:
    beside, sounds = companion(tmp_path)
    later = copy.deepcopy(text)
    later["Level_Current_Wave"] = 1
    beside.see(text)
    beside.see(later)
    beside.answered(0, 0)
    beside.answered(0, 2)
    beside.restart()
    beside.see(text)
    beside.see(later)
    beside.over(won=False)
    assert sounds.played == ["horn", "build", "refuse", "horn", "lose"]
    assert not beside.waits and beside.overlay is None and not beside.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN))


def test_guide_that_was_left_is_noted_at_once(tmp_path: Path, text: dict[str, Any]) -> None:
    beside, _ = companion(tmp_path, Guide())
    beside.see(text)
    beside.opened_ring()
    assert beside.waits and beside.overlay is not None and not was_finished(tmp_path)
    beside.overlay.guide.leave()
    beside.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=(0, 0)))
    assert was_finished(tmp_path) and beside.overlay is None and not beside.waits


@pytest.mark.parametrize("won", [True, False])
def test_victory_ends_the_guide_and_defeat_does_not(tmp_path: Path, text: dict[str, Any], won: bool) -> None:
    beside, _ = companion(tmp_path, Guide())
    beside.see(text)
    beside.over(won)
    assert was_finished(tmp_path) is won
