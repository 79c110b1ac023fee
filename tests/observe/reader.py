"""A reader of the text, written from the key list in the rules alone: it rebuilds the structured vector from the JSON."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

NONE = -9999.0
NAMES = {"Knight Tower": 1, "Magician Tower": 2, "Archer Tower": 3}
SCALARS = [
    "Map_Center.X", "Map_Center.Y", "Map_Side_Length", "Map_Left_Boundary", "Map_Right_Boundary", "Map_Upper_Boundary",
    "Map_Lower_Boundary", "Tower_Points_Bounding_Box_Width_Height", "Level_Gold_Coins_Collection_Count",
    "Level_Friendly_Fire_Compensation_Count", "Level_Maximum_Gold_Coins", "Level_Initial_Health", "Level_Total_Waves_Number",
    "Level_Inter_Wave_Interval", "Level_Selling_Tower_Refund_Rate", "Level_Gold_Coins_Refresh_Interval",
    "Level_Gold_Coins_Retention_Time", "Level_Gold_Coins_Minimum_Pickup_Amount", "Level_Gold_Coins_Maximum_Pickup_Amount",
    "Level_Enemy_Destination.X", "Level_Enemy_Destination.Y", "Level_Current_Step", "Level_Current_Time", "Level_Current_Wave",
    "Level_Current_Wave_Countdown", "Level_Current_Gold_Coins", "Level_Current_Health", "Level_Remaining_Waves",
    "Level_Fog_Of_War_Position.X", "Level_Fog_Of_War_Position.Y", "Level_Knight_Reinforcements_Countdown",
    "Level_Hero_Realtime_Status.Hero_Revive_Countdown", "Level_Hero_Realtime_Status.Is_Hero_Dead",
    "Level_Hero_Realtime_Status.Hero_Position.X", "Level_Hero_Realtime_Status.Hero_Position.Y",
    "Level_Hero_Realtime_Status.Hero_Current_Health", "Level_Dropped_Gold_Coins_Realtime_Status.Position.X",
    "Level_Dropped_Gold_Coins_Realtime_Status.Position.Y", "Level_Dropped_Gold_Coins_Realtime_Status.RemainingLifetime",
    "Agent_Last_Action_Info.Position.X", "Agent_Last_Action_Info.Position.Y", "Agent_Last_Action_Info.Action_Index",
    "Agent_Last_Action_Info.Is_Success", "Agent_Last_Action_Info.Error_Code",
]  # fmt: skip


def read(text: str) -> NDArray[np.float64]:
    """The 759 numbers that the JSON tells."""
    state = json.loads(text)
    vector = [_at(state, dotted) for dotted in SCALARS]
    for path in padded(state["Level_Enemy_Movement_Paths"], 5, []):
        vector += padded([v for place in path for v in _xy(place)], 40)
    vector += padded([float(kind) for kind in state["Level_Current_Wave_Enemies"] or []], 25)
    vector += padded([v for place in state["Level_Hero_Fire_Of_Rage_Positions"] or [] for v in _xy(place)], 20)
    vector += padded([v for tower in state["Level_Towers_Realtime_Status"] for v in _tower(tower)], 120)
    enemies = state["Level_Enemies_Realtime_Status"] or []
    vector += padded([v for e in enemies for v in (*_xy(e["Position"]), e["Type"], e["Current_Health"])], 200)
    knights = state["Level_Knights_Realtime_Status"] or []
    vector += padded([v for k in knights for v in (*_xy(k["Position"]), k["Current_Health"])], 150)
    return np.array(vector, np.float64)


def padded(items: list[Any], size: int, filling: Any = NONE) -> list[Any]:
    assert len(items) <= size
    return items + [filling] * (size - len(items))


def _at(state: Any, dotted: str) -> float:
    for key in dotted.split("."):
        state = state[key]
        if state is None:
            return NONE
    return float(state)


def _xy(place: dict[str, float]) -> list[float]:
    return [place["X"], place["Y"]]


def _tower(tower: dict[str, Any]) -> list[float]:
    return [
        *_xy(tower["Position"]), tower["Tower_Level"], tower["Is_Built"], tower["Is_Frozen"], *_xy(tower["Knights_Assembly_Position"]),
        NAMES.get(tower["Tower_Name"], 0),
    ]  # fmt: skip
