"""Pictures of the fifteen enemies, taken from the server's own frames.

A level is played in which all of them march along one straight road, one behind the other; whoever passes its middle has
its picture taken. What differs from the empty road is the enemy, the rest is see-through.
"""

import json
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import Any, Final, NamedTuple

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
STRIPE_PX: Final = 16  # a line of one colour at least as long may be a health bar's
Portrait = NDArray[np.uint8]  # (h, w, 4): red, green, blue, alpha


class Stripe(NamedTuple):
    """Pixels start to end - 1 of a row, all of one colour."""

    row: int
    start: int
    end: int
    colour: tuple[int, ...]


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
    return _without_bars(found)


def _without_bars(found: dict[str, Portrait]) -> dict[str, Portrait]:
    """Without health bars: the long stripes of the one colour that most pictures have long stripes of, and their border."""
    striped = Counter(colour for picture in found.values() for colour in {stripe.colour for stripe in _stripes(picture)})
    bar = striped.most_common(1)[0][0] if striped else None
    for picture in found.values():
        for stripe in _stripes(picture):
            if stripe.colour == bar:
                picture[max(stripe.row - 1, 0) : stripe.row + 2, max(stripe.start - 1, 0) : stripe.end + 1] = 0
    return {name: _trimmed(picture) for name, picture in found.items()}


def _stripes(picture: Portrait) -> list[Stripe]:
    found = []
    for row, pixels in enumerate(map(tuple, line) for line in picture.tolist()):
        start = 0
        for colour, run in groupby(pixels):
            end = start + len(list(run))
            if end - start >= STRIPE_PX and colour[3]:
                found.append(Stripe(row, start, end, colour))
            start = end
    return found


def _trimmed(picture: Portrait) -> Portrait:
    rows, columns = np.flatnonzero(picture[:, :, 3].any(axis=1)), np.flatnonzero(picture[:, :, 3].any(axis=0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _frame(outcome: Any) -> NDArray[np.uint8]:
    return np.asarray(outcome.views[VIEW][0], np.uint8)


def _cut_out(frame: NDArray[np.uint8], empty: NDArray[np.uint8], x: float, y: float) -> Portrait:
    side = len(frame)
    column, row = round((x + MAP_HALF) / (2 * MAP_HALF) * side), round((MAP_HALF - y) / (2 * MAP_HALF) * side)
    part = np.s_[max(row - ABOVE_PX, 0) : row + BELOW_PX, max(column - LEFT_PX, 0) : column + RIGHT_PX]
    alpha = np.where((frame[part] != empty[part]).any(axis=2), 255, 0).astype(np.uint8)
    return _trimmed(np.where(alpha[:, :, None] > 0, np.dstack((frame[part], alpha)), 0).astype(np.uint8))
