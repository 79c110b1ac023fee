"""Pictures of the fifteen enemies, taken from the server's own frames.

A level is played in which all of them march along one straight road, one behind the other; whoever passes its middle has
its picture taken. What differs from the empty road is the enemy, the rest is see-through.
"""

import json
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend, SessionHandle
from garrison.edit.document import draft_bytes
from garrison.edit.draft import ENEMIES, MAP_HALF, Draft, Look, Site, Wave
from garrison.edit.template import new_draft
from garrison_proto.records import OpenOptions

VIEW: Final = "pixels:512:bare"
NOTHING: Final = (0.0, 0.0, 6.0)
PACE: Final = 0.5  # units a second, for all
GAP_S: Final = 1.4
GAP_TICKS: Final = 70
LEFT_PX, RIGHT_PX, ABOVE_PX, BELOW_PX = 28, 28, 52, 14  # what is looked at around an enemy's feet
BAR_PX: Final = 10  # the health bar lies within the first rows
Portrait = NDArray[np.uint8]  # (h, w, 4): red, green, blue, alpha


def take_portraits(backend: Backend) -> dict[str, Portrait]:
    """A picture of every enemy by its name, each cut out tightly."""
    options = OpenOptions(level_documents=(draft_bytes(march()),), views=(VIEW, "text"), ticks_per_step=GAP_TICKS, lease_s=30.0)
    session = backend.open(options)
    try:
        return _watch(session)
    finally:
        session.close()


def march() -> Draft:
    """The level: a straight road through the middle, and all enemies on it at one pace."""
    base = (MAP_HALF, 0.0)
    draft = replace(
        new_draft("portraits"), base=base, paths=(((-MAP_HALF, 0.0), base),), hero=(2.5, 2.5), sites=(Site((2.5, -2.5), (2.5, -2.5)),),
        waves=(Wave(ENEMIES, GAP_S),), look=Look("sand", "gravel"),
        rules={"enemies": {name: {"speed": PACE, "hurry_radius": 0.0} for name in ENEMIES}},
    )  # fmt: skip
    return replace(draft, numbers={**draft.numbers, "countdown_s": 0.0, "coins.refresh_s": 3600.0})


def _watch(session: SessionHandle) -> dict[str, Portrait]:
    empty = _frame(session.reset([0], [0]))
    found: dict[str, Portrait] = {}
    for _ in range(2 * len(ENEMIES)):
        outcome = session.step([0], [NOTHING])
        told = json.loads(outcome.views["text"][0])
        for enemy in told["Level_Enemies_Realtime_Status"] or ():
            if abs(enemy["Position"]["X"]) <= PACE * GAP_S / 2:
                found[ENEMIES[enemy["Type"]]] = _cut_out(_frame(outcome), empty, enemy["Position"]["X"], enemy["Position"]["Y"])
        if len(found) == len(ENEMIES):
            break
    return found


def _frame(outcome: Any) -> NDArray[np.uint8]:
    return np.asarray(outcome.views[VIEW][0], np.uint8)


def _cut_out(frame: NDArray[np.uint8], empty: NDArray[np.uint8], x: float, y: float) -> Portrait:
    side = len(frame)
    column, row = round((x + MAP_HALF) / (2 * MAP_HALF) * side), round((MAP_HALF - y) / (2 * MAP_HALF) * side)
    part = np.s_[max(row - ABOVE_PX, 0) : row + BELOW_PX, max(column - LEFT_PX, 0) : column + RIGHT_PX]
    alpha = np.where((frame[part] != empty[part]).any(axis=2), 255, 0).astype(np.uint8)
    rows = np.flatnonzero(alpha.any(axis=1))
    gaps = np.flatnonzero(np.diff(rows[:BAR_PX]) > 1)
    if len(gaps):  # above the first gap is the health bar
        rows = rows[gaps[0] + 1 :]
    columns = np.flatnonzero(alpha[rows[0] :].any(axis=0))
    return np.dstack((frame[part], alpha))[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
