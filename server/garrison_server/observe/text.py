"""The text view: the JSON object that TowerMind's own client reads, key for key, written byte by byte.

It is read off the structured vector, so that the two cannot disagree; only the hero's maximum health is added. Numbers
are rounded to a session's digits; at most MAX_DIGITS, with which the fullest state still fits MAX_LENGTH.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server import state as st
from garrison_server.jit import kernel
from garrison_server.observe import layout as to
from garrison_server.observe.writing import Bytes, put, put_number, put_whole, word
from garrison_server.rules import ABSENT, MAX_ENEMIES, MAX_FIRES, MAX_KNIGHTS, MAX_PATHS, MAX_POINTS, MAX_WAVE_ENEMIES, MAX_WAYPOINTS

MAX_LENGTH: Final = 16_384
MAX_DIGITS: Final = 5
ROOM: Final = 32_768  # bytes of a row: more than any numbers could fill

OPEN, CLOSE, COMMA, CLOSE_OBJECT = word("["), word("]"), word(","), word("}")
NULL, TRUE, FALSE = word("null"), word("true"), word("false")
X, Y = word('{"X":'), word(',"Y":')
HEAD = word(
    '{"Map_Center":{"X":0,"Y":0},"Map_Side_Length":6,"Map_Left_Boundary":-3,"Map_Right_Boundary":3,"Map_Upper_Boundary":3,'
    '"Map_Lower_Boundary":-3,"Tower_Points_Bounding_Box_Width_Height":0.5,"Level_Gold_Coins_Collection_Count":'
)
COMPENSATIONS = word(',"Level_Friendly_Fire_Compensation_Count":')
STEP = word(',"Level_Current_Step":')
TIME = word(',"Level_Current_Time":')
WAVE = word(',"Level_Current_Wave":')
COUNTDOWN = word(',"Level_Current_Wave_Countdown":')
GOLD = word(',"Level_Current_Gold_Coins":')
LIFE = word(',"Level_Current_Health":')
WAVES_LEFT = word(',"Level_Remaining_Waves":')
FOG = word(',"Level_Fog_Of_War_Position":')
REINFORCE = word(',"Level_Knight_Reinforcements_Countdown":')
REVIVE = word(',"Level_Hero_Realtime_Status":{"Hero_Revive_Countdown":')
HERO_DEAD = word(',"Is_Hero_Dead":')
HERO_AT = word(',"Hero_Position":')
HERO_HP = word(',"Hero_Current_Health":')
HERO_MAX = word(',"Hero_Maximum_Health":')
COIN = word('},"Level_Dropped_Gold_Coins_Realtime_Status":')
POSITION = word('{"Position":')
COIN_LEFT = word(',"RemainingLifetime":')
LAST = word(',"Agent_Last_Action_Info":{"Position":')
LAST_ACTION = word(',"Action_Index":')
LAST_SUCCESS = word(',"Is_Success":')
LAST_CODE = word(',"Error_Code":')
WAVE_ENEMIES = word('},"Level_Current_Wave_Enemies":')
FIRES = word(',"Level_Hero_Fire_Of_Rage_Positions":')
TOWERS = word(',"Level_Towers_Realtime_Status":[')
LEVEL = word(',"Tower_Level":')
BUILT = word(',"Is_Built":')
FROZEN = word(',"Is_Frozen":')
RALLY = word(',"Knights_Assembly_Position":')
NAMES = (word(',"Tower_Name":"Empty"}'), word(',"Tower_Name":"Knight Tower"}'), word(',"Tower_Name":"Magician Tower"}'),
         word(',"Tower_Name":"Archer Tower"}'))  # fmt: skip
ENEMIES = word('],"Level_Enemies_Realtime_Status":')
TYPE = word(',"Type":')
HEALTH = word(',"Current_Health":')
KNIGHTS = word(',"Level_Knights_Realtime_Status":')


class LevelParts(NamedTuple):
    """The part of the text that never changes in a level, as bytes."""

    texts: NDArray[np.uint8]  # (levels, longest)
    lengths: NDArray[np.int64]  # (levels,)


def level_parts(template: NDArray[np.float32], digits: int) -> LevelParts:
    """Level_Maximum_Gold_Coins to Level_Enemy_Destination of each row of structured templates."""
    parts = [word(_level_part(row, digits)) for row in template.astype(np.float64)]
    texts = np.zeros((len(parts), max(part.size for part in parts)), np.uint8)
    for i, part in enumerate(parts):
        texts[i, : part.size] = part
    return LevelParts(texts, np.array([part.size for part in parts], np.int64))


def _level_part(row: NDArray[np.float64], digits: int) -> str:
    scalars = {
        "Level_Maximum_Gold_Coins": to.GOLD_MAX, "Level_Initial_Health": to.LIFE_MAX, "Level_Total_Waves_Number": to.WAVES,
        "Level_Inter_Wave_Interval": to.WAVE_INTERVAL, "Level_Selling_Tower_Refund_Rate": to.REFUND,
        "Level_Gold_Coins_Refresh_Interval": to.COIN_REFRESH, "Level_Gold_Coins_Retention_Time": to.COIN_STAY,
        "Level_Gold_Coins_Minimum_Pickup_Amount": to.COIN_LEAST, "Level_Gold_Coins_Maximum_Pickup_Amount": to.COIN_MOST,
    }  # fmt: skip
    paths = row[to.PATHS : to.WAVE_ENEMIES].reshape(MAX_PATHS, MAX_WAYPOINTS, 2)
    roads = [[_place(x, y, digits) for x, y in path if x != ABSENT] for path in paths if path[0, 0] != ABSENT]
    return (
        "".join(f',"{key}":{_number(row[column], digits)}' for key, column in scalars.items())
        + ',"Level_Enemy_Movement_Paths":[' + ",".join(f"[{','.join(road)}]" for road in roads) + "]"
        + f',"Level_Enemy_Destination":{_place(row[to.BASE_X], row[to.BASE_Y], digits)}'
    )  # fmt: skip


def _place(x: float, y: float, digits: int) -> str:
    return f'{{"X":{_number(x, digits)},"Y":{_number(y, digits)}}}'


def _number(value: float, digits: int) -> str:
    out = np.zeros(64, np.uint8)
    return out[: put_number(out, 0, float(value), digits)].tobytes().decode()


def decoded(out: NDArray[np.uint8], lengths: NDArray[np.int64]) -> list[str]:
    """The texts in the rows of `out`."""
    return [str(row[:length].data, "ascii") for row, length in zip(out, lengths, strict=True)]


@kernel
def write_text(
    rows: NDArray[np.float32],
    seats: NDArray[np.float64],
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    parts: LevelParts,
    digits: int,
    out: NDArray[np.uint8],
    lengths: NDArray[np.int64],
) -> None:
    """Fill `out` (n, ROOM) and `lengths` (n,) from structured `rows` (n, 759) and the batch's `seats`."""
    for i in range(slots.size):
        row, line, level = rows[i], out[i], level_of[slots[i]]
        at = put(line, 0, HEAD)
        at = put_number(line, at, row[to.COINS], digits)
        at = _scalar(line, at, COMPENSATIONS, row[to.COMPENSATIONS], digits)
        at = put(line, at, parts.texts[level, : parts.lengths[level]])
        at = _clock(line, at, row, digits)
        at = _hero(line, at, row, seats[slots[i], seat, st.S_HERO_MAX], digits)
        at = _coin(line, at, row, digits)
        at = _last_action(line, at, row, digits)
        at = _wave_and_fires(line, at, row, digits)
        at = _towers(line, at, row, digits)
        at = _list(line, at, ENEMIES, row[to.ENEMIES : to.KNIGHTS].reshape(MAX_ENEMIES, to.ENEMY_ROW), digits)
        at = _list(line, at, KNIGHTS, row[to.KNIGHTS : to.SIZE].reshape(MAX_KNIGHTS, to.KNIGHT_ROW), digits)
        lengths[i] = put(line, at, CLOSE_OBJECT)


@kernel
def _scalar(out: Bytes, at: int, key: Bytes, value: float, digits: int) -> int:
    return put_number(out, put(out, at, key), value, digits)


@kernel
def _point(out: Bytes, at: int, x: float, y: float, digits: int) -> int:
    at = _scalar(out, at, X, x, digits)
    at = _scalar(out, at, Y, y, digits)
    return put(out, at, CLOSE_OBJECT)


@kernel
def _truth(out: Bytes, at: int, key: Bytes, value: float) -> int:
    at = put(out, at, key)
    return put(out, at, TRUE) if value != 0.0 else put(out, at, FALSE)


@kernel
def _clock(out: Bytes, at: int, row: NDArray[np.float32], digits: int) -> int:
    at = _scalar(out, at, STEP, row[to.STEP], digits)
    at = _scalar(out, at, TIME, row[to.TIME], digits)
    at = _scalar(out, at, WAVE, row[to.WAVE], digits)
    at = _scalar(out, at, COUNTDOWN, row[to.COUNTDOWN], digits)
    at = _scalar(out, at, GOLD, row[to.GOLD], digits)
    at = _scalar(out, at, LIFE, row[to.LIFE], digits)
    at = _scalar(out, at, WAVES_LEFT, row[to.WAVES_LEFT], digits)
    at = _point(out, put(out, at, FOG), row[to.FOG_X], row[to.FOG_Y], digits)
    return _scalar(out, at, REINFORCE, row[to.REINFORCE], digits)


@kernel
def _hero(out: Bytes, at: int, row: NDArray[np.float32], most: float, digits: int) -> int:
    at = _scalar(out, at, REVIVE, row[to.REVIVE], digits)
    at = _truth(out, at, HERO_DEAD, row[to.HERO_DEAD])
    at = put(out, at, HERO_AT)
    at = put(out, at, NULL) if row[to.HERO_X] == ABSENT else _point(out, at, row[to.HERO_X], row[to.HERO_Y], digits)
    at = _scalar(out, at, HERO_HP, row[to.HERO_HP], digits)
    return _scalar(out, at, HERO_MAX, most, digits)


@kernel
def _coin(out: Bytes, at: int, row: NDArray[np.float32], digits: int) -> int:
    at = put(out, at, COIN)
    if row[to.COIN_X] == ABSENT:
        return put(out, at, NULL)
    at = _point(out, put(out, at, POSITION), row[to.COIN_X], row[to.COIN_Y], digits)
    return put(out, _scalar(out, at, COIN_LEFT, row[to.COIN_LEFT], digits), CLOSE_OBJECT)


@kernel
def _last_action(out: Bytes, at: int, row: NDArray[np.float32], digits: int) -> int:
    at = _point(out, put(out, at, LAST), row[to.LAST_X], row[to.LAST_Y], digits)
    at = _scalar(out, at, LAST_ACTION, row[to.LAST_ACTION], digits)
    at = _truth(out, at, LAST_SUCCESS, row[to.LAST_SUCCESS])
    return _scalar(out, at, LAST_CODE, row[to.LAST_CODE], digits)


@kernel
def _wave_and_fires(out: Bytes, at: int, row: NDArray[np.float32], digits: int) -> int:
    at = put(out, at, WAVE_ENEMIES)
    if row[to.WAVE_ENEMIES] == ABSENT:
        at = put(out, at, NULL)
    else:
        for k in range(MAX_WAVE_ENEMIES):
            if row[to.WAVE_ENEMIES + k] == ABSENT:
                break
            at = put(out, at, OPEN if k == 0 else COMMA)
            at = put_whole(out, at, int(row[to.WAVE_ENEMIES + k]))
        at = put(out, at, CLOSE)
    at = put(out, at, FIRES)
    if row[to.FIRES] == ABSENT:
        return put(out, at, NULL)
    for k in range(MAX_FIRES):
        if row[to.FIRES + 2 * k] == ABSENT:
            break
        at = put(out, at, OPEN if k == 0 else COMMA)
        at = _point(out, at, row[to.FIRES + 2 * k], row[to.FIRES + 2 * k + 1], digits)
    return put(out, at, CLOSE)


@kernel
def _towers(out: Bytes, at: int, row: NDArray[np.float32], digits: int) -> int:
    at = put(out, at, TOWERS)
    for k in range(MAX_POINTS):
        tower = row[to.TOWERS + k * to.TOWER_ROW : to.TOWERS + (k + 1) * to.TOWER_ROW]
        if tower[0] == ABSENT:
            break
        if k > 0:
            at = put(out, at, COMMA)
        at = _point(out, put(out, at, POSITION), tower[0], tower[1], digits)
        at = _scalar(out, at, LEVEL, tower[2], digits)
        at = _truth(out, at, BUILT, tower[3])
        at = _truth(out, at, FROZEN, tower[4])
        at = _point(out, put(out, at, RALLY), tower[5], tower[6], digits)
        at = put(out, at, NAMES[int(tower[7])])
    return at


@kernel
def _list(out: Bytes, at: int, key: Bytes, rows: NDArray[np.float32], digits: int) -> int:
    """Enemies (four columns) or knights (three)."""
    at = put(out, at, key)
    if rows[0, 0] == ABSENT:
        return put(out, at, NULL)
    for k in range(rows.shape[0]):
        if rows[k, 0] == ABSENT:
            break
        at = put(out, at, OPEN if k == 0 else COMMA)
        at = _point(out, put(out, at, POSITION), rows[k, 0], rows[k, 1], digits)
        if rows.shape[1] == to.ENEMY_ROW:
            at = _scalar(out, at, TYPE, rows[k, 2], digits)
        at = _scalar(out, at, HEALTH, rows[k, rows.shape[1] - 1], digits)
        at = put(out, at, CLOSE_OBJECT)
    return put(out, at, CLOSE)
