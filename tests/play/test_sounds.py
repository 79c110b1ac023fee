"""The sounds: made of numbers, heard from the text view, and silent without a fuss."""

import copy
import json
from typing import Any

import numpy as np
import pygame
import pytest

import garrison
from garrison.play.hearing import deed_heard, heard
from garrison.play.sounds import LEAST_S, Sounds
from garrison.play.synthesis import EFFECTS, RATE_HZ, effect
from garrison_proto.records import OpenOptions

RANGES = {"Archer Tower": 3.0, "Magician Tower": 2.6, "Knight Tower": 2.4}


@pytest.mark.parametrize("name", EFFECTS)
def test_effect_is_short_loud_enough_and_ends_in_silence(name: str) -> None:
    samples = effect(name)
    assert samples.dtype == np.int16 and 0.05 * RATE_HZ < len(samples) < 2 * RATE_HZ
    assert 3_000 < np.abs(samples).max() <= 32_000
    assert np.abs(samples[:8]).max() < 8_000 and np.abs(samples[-8:]).max() < 300  # no click at either end
    np.testing.assert_array_equal(samples, effect(name))


def test_machine_without_sound_is_silent_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pygame.mixer.quit()
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    sounds = Sounds()
    assert not sounds.works
    sounds.play("coin", "horn")
    assert sounds.toggle() and not sounds.toggle()


def test_muted_plays_nothing_and_a_volley_is_one_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    pygame.mixer.quit()
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    now_s, played = [100.0], []
    monkeypatch.setattr("garrison.play.sounds.time.monotonic", lambda: now_s[0])
    sounds = Sounds()
    assert sounds.works
    monkeypatch.setattr(Sounds, "_sound", lambda self, name: type("Spy", (), {"play": lambda self: played.append(name)})())
    sounds.play("arrow", "arrow", "coin")
    sounds.play("arrow")
    assert played == ["arrow", "coin"]
    now_s[0] += 1.1 * LEAST_S
    sounds.play("arrow")
    sounds.toggle()
    now_s[0] += 1
    sounds.play("arrow")
    assert played == ["arrow", "coin", "arrow"]
    with pytest.raises(KeyError):
        sounds.play("trumpet")


def text_view() -> dict[str, Any]:
    """A first look at garrison-1, by the server."""
    backend = garrison.load_backend("local")
    session = backend.open(OpenOptions(levels=("garrison-1",), views=("text",)))
    text: dict[str, Any] = json.loads(session.reset([0], [1]).views["text"][0])
    session.close()
    return text


def test_what_happens_between_two_looks_is_heard() -> None:
    before = text_view()
    assert heard(before, before, RANGES) == []
    now = copy.deepcopy(before)
    now["Level_Current_Wave"] += 1
    now["Level_Current_Health"] -= 2
    now["Level_Gold_Coins_Collection_Count"] += 1
    now["Level_Hero_Fire_Of_Rage_Positions"] = [{"X": 0.0, "Y": 0.0}]
    assert heard(before, now, RANGES) == ["leak", "horn", "coin", "fire"]


@pytest.mark.parametrize(
    ("tower", "y", "effects"),
    [("Archer Tower", 1.4, ["arrow"]), ("Magician Tower", 1.2, ["bolt"]), ("Archer Tower", 1.6, ["hit"]), ("Empty", 0.1, ["hit"])],
)
def test_enemy_hurt_in_range_of_a_tower_was_shot_by_it(tower: str, y: float, effects: list[str]) -> None:
    before = text_view()
    point = before["Level_Towers_Realtime_Status"][0]
    before["Level_Towers_Realtime_Status"] = [{**point, "Tower_Name": tower, "Position": {"X": 0.0, "Y": y}}]
    before["Level_Enemies_Realtime_Status"] = [
        {"Position": {"X": -0.1, "Y": 0.0}, "Type": 0, "Current_Health": 400.0},
        {"Position": {"X": 2.0, "Y": -2.0}, "Type": 0, "Current_Health": 300.0},
    ]
    now = copy.deepcopy(before)
    now["Level_Enemies_Realtime_Status"][0] = {"Position": {"X": 0.0, "Y": 0.0}, "Type": 0, "Current_Health": 280.0}
    assert heard(before, now, RANGES) == effects
    now["Level_Enemies_Realtime_Status"].pop(0)  # it fell, or went into the fog
    assert heard(before, now, RANGES) == []


def test_orders_sound_like_what_they_do() -> None:
    backend = garrison.load_backend("local")
    names = backend.describe("garrison-1").action_names
    assert {deed_heard(name, 0) for name in names} == {"build", "upgrade", "sell", "march", ""}
    assert {deed_heard(name, 8) for name in names} == {"refuse"}
    assert {deed_heard(name, 0) for name in names} - {""} <= set(EFFECTS)
