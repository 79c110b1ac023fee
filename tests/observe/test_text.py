"""The text view: TowerMind's JSON, key for key, and what a reader makes of it."""

import json
from typing import Any

import numpy as np
import pytest
from tests.observe.reader import read
from tests.observe.states import Game, fullest_game

from garrison_server.observe import text
from garrison_server.observe.views import ViewError, observe

KEYS = [
    "Map_Center", "Map_Side_Length", "Map_Left_Boundary", "Map_Right_Boundary", "Map_Upper_Boundary", "Map_Lower_Boundary",
    "Tower_Points_Bounding_Box_Width_Height", "Level_Gold_Coins_Collection_Count", "Level_Friendly_Fire_Compensation_Count",
    "Level_Maximum_Gold_Coins", "Level_Initial_Health", "Level_Total_Waves_Number", "Level_Inter_Wave_Interval",
    "Level_Selling_Tower_Refund_Rate", "Level_Gold_Coins_Refresh_Interval", "Level_Gold_Coins_Retention_Time",
    "Level_Gold_Coins_Minimum_Pickup_Amount", "Level_Gold_Coins_Maximum_Pickup_Amount", "Level_Enemy_Movement_Paths",
    "Level_Enemy_Destination", "Level_Current_Step", "Level_Current_Time", "Level_Current_Wave", "Level_Current_Wave_Countdown",
    "Level_Current_Gold_Coins", "Level_Current_Health", "Level_Remaining_Waves", "Level_Fog_Of_War_Position",
    "Level_Knight_Reinforcements_Countdown", "Level_Hero_Realtime_Status", "Level_Dropped_Gold_Coins_Realtime_Status",
    "Agent_Last_Action_Info", "Level_Current_Wave_Enemies", "Level_Hero_Fire_Of_Rage_Positions", "Level_Towers_Realtime_Status",
    "Level_Enemies_Realtime_Status", "Level_Knights_Realtime_Status",
]  # fmt: skip


def texts(game: Game, digits: int = 3) -> list[str]:
    out = observe("text", game, np.arange(game.n), digits=digits)
    assert isinstance(out, list)
    return out


def keys_of(value: Any) -> Any:
    """The keys of nested objects in order; a list shows its first item."""
    if isinstance(value, dict):
        return [(key, keys_of(inner)) for key, inner in value.items()]
    return keys_of(value[0]) if isinstance(value, list) and value and isinstance(value[0], dict) else None


@pytest.mark.parametrize("digits", [0, 1, 3, 5])
def test_reader_rebuilds_structured_from_1000_played_states(played: Game, digits: int) -> None:
    """Shows 6 of the issue: all levels, with hidden, dead and empty cases (test_structured counts those)."""
    rows = np.asarray(observe("structured", played, np.arange(played.n)), np.float64)
    assert len(rows) == 1000
    assert len(set(played.level_of)) == 5
    for row, words in zip(rows, texts(played, digits), strict=True):
        np.testing.assert_allclose(read(words), row, rtol=1e-6, atol=0.5 * 10.0**-digits + 1e-9)


def test_reader_rebuilds_structured_from_made_up_states(made_up: Game) -> None:
    rows = np.asarray(observe("structured", made_up, np.arange(made_up.n)), np.float64)
    for row, words in zip(rows, texts(made_up), strict=True):
        np.testing.assert_allclose(read(words), row, rtol=1e-6, atol=0.5e-3 + 1e-9)


def test_keys_stand_in_towerminds_order(made_up: Game) -> None:
    for words in texts(made_up):
        assert list(json.loads(words)) == KEYS


def test_inner_keys_are_towerminds(made_up: Game) -> None:
    place = [("X", None), ("Y", None)]
    wanted = {
        "Level_Enemy_Destination": place,
        "Level_Fog_Of_War_Position": place,
        "Level_Hero_Realtime_Status": [
            ("Hero_Revive_Countdown", None), ("Is_Hero_Dead", None), ("Hero_Position", place), ("Hero_Current_Health", None),
            ("Hero_Maximum_Health", None),
        ],
        "Level_Dropped_Gold_Coins_Realtime_Status": [("Position", place), ("RemainingLifetime", None)],
        "Agent_Last_Action_Info": [("Position", place), ("Action_Index", None), ("Is_Success", None), ("Error_Code", None)],
        "Level_Hero_Fire_Of_Rage_Positions": place,
        "Level_Towers_Realtime_Status": [
            ("Position", place), ("Tower_Level", None), ("Is_Built", None), ("Is_Frozen", None), ("Knights_Assembly_Position", place),
            ("Tower_Name", None),
        ],
        "Level_Enemies_Realtime_Status": [("Position", place), ("Type", None), ("Current_Health", None)],
        "Level_Knights_Realtime_Status": [("Position", place), ("Current_Health", None)],
    }  # fmt: skip
    full = [state for state in map(json.loads, texts(made_up)) if all(state[key] for key in wanted) and state[
        "Level_Hero_Realtime_Status"]["Hero_Position"]]  # fmt: skip
    assert full
    for state in full:
        assert {key: keys_of(state[key]) for key in wanted} == wanted


def test_truths_are_json_booleans_and_nothing_is_null(made_up: Game) -> None:
    for state in map(json.loads, texts(made_up)):
        assert isinstance(state["Level_Hero_Realtime_Status"]["Is_Hero_Dead"], bool)
        assert isinstance(state["Agent_Last_Action_Info"]["Is_Success"], bool)
        assert isinstance(state["Level_Towers_Realtime_Status"], list)
        assert all(isinstance(t["Is_Built"], bool) and isinstance(t["Is_Frozen"], bool) for t in state["Level_Towers_Realtime_Status"])
        for key in ("Level_Enemies_Realtime_Status", "Level_Knights_Realtime_Status", "Level_Hero_Fire_Of_Rage_Positions"):
            assert state[key] is None or len(state[key]) > 0
        assert isinstance(state["Level_Current_Wave_Countdown"], int), "TowerMind's client would cut a fraction off"


@pytest.mark.parametrize("digits", range(text.MAX_DIGITS + 1))
def test_fullest_state_with_longest_numbers_fits_the_limit(digits: int) -> None:
    """50 enemies, 50 knights, 15 towers, 10 fires, 5 x 20 waypoints, 25 in the wave, nothing hidden, every number long."""
    game = fullest_game()
    words = texts(game, digits)[0]
    vector = read(words)
    assert np.all(vector != -9999), "everything is there"
    assert 11_000 < len(words) <= text.MAX_LENGTH, len(words)


@pytest.mark.parametrize("digits", [-1, 6, 99])
def test_digits_out_of_range_are_refused(made_up: Game, digits: int) -> None:
    with pytest.raises(ViewError, match=f"digits: came {digits}, wanted"):
        texts(made_up, digits)
