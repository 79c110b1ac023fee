"""The three action spaces: `native` (x, y, action), `grid:SPLIT` and `sites`, and how a choice becomes a native action.

`grid` is TowerMind's own wrapper: the map split into SPLIT x SPLIT cells, times twelve actions. `sites` names things:
tower points, anchor points along the roads, and operations. A choice that means nothing here (a point that the level
lacks, a coin that nobody sees, an index out of range) becomes a malformed native action, which the game refuses.

Where several seats defend, `grid` and `sites` end with one choice more for each seat: a gift of gold to it.
"""

import re
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import ActionSpec
from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board, Boards
from garrison_server.jit import kernel
from garrison_server.observe.sites import sites_of
from garrison_server.sim.fog import covered
from garrison_server.state import States

SPLITS: Final = range(2, 65)  # cells along one side of the map
KNOWN: Final = "native, grid:SPLIT (SPLIT from 2 to 64), sites"

# sites: where each group of the 127 actions begins
SITE_BUILD: Final = 0  # 15 points x (archer, magician, knight, upgrade, sell)
SITE_ANCHOR: Final = SITE_BUILD + rules.MAX_POINTS * 5  # 16 anchors x (rally, reinforce, send hero)
SITE_COIN: Final = SITE_ANCHOR + rules.MAX_ANCHORS * 3
SITE_FIRE: Final = SITE_COIN + 1
SITE_HEALTH: Final = SITE_COIN + 2
SITE_NOOP: Final = SITE_COIN + 3
N_SITES: Final = SITE_COIN + 4  # 127

_POINT_WORDS: Final = ("build archer tower at", "build magician tower at", "build knight tower at", "upgrade tower at", "sell tower at")
_ANCHOR_WORDS: Final = ("move the nearest knights to", "deploy reinforcements at", "send hero to")


class ActionSpaceError(ValueError):
    """An action space that does not exist, or actions of the wrong form for it."""


class Batch(Protocol):
    """What observations and action spaces read of a batch of games."""

    @property
    def states(self) -> States: ...
    @property
    def boards(self) -> Boards: ...
    @property
    def level_of(self) -> NDArray[np.int64]: ...


def split_of(name: str) -> int:
    """The SPLIT of `grid:SPLIT`; 0 for the other two. Raises ActionSpaceError for an unknown name."""
    if name in ("native", "sites"):
        return 0
    match = re.fullmatch(r"grid:([0-9]{1,3})", name)
    if match is None or int(match[1]) not in SPLITS:
        raise ActionSpaceError(f"action space: came {name[:80]!r}, wanted one of {KNOWN}")
    return int(match[1])


def defenders(batch: Batch) -> int:
    """How many seats defend in each slot of a batch."""
    return int(batch.boards.numbers[0, bd.B_SEATS])


def gifts_of(seats: int) -> int:
    """How many choices of gifts there are where so many seats defend: one for each, oneself among them; alone, none."""
    return seats if seats > 1 else 0


def choices_of(name: str, seats: int = 1) -> int:
    """How many choices an action space has, and so its mask: for `native`, the actions. Raises ActionSpaceError."""
    split = split_of(name)
    own = split * split * rules.N_ACTIONS if split else N_SITES if name == "sites" else rules.N_ACTIONS
    return own + gifts_of(seats)


def action_spec(name: str, board: Board, seats: int = 1) -> ActionSpec:
    """The spec of an action space on one level, for each of the seats that defend it; the labels of `sites` name that level's points.

    Raises ActionSpaceError.
    """
    if split_of(name):
        return ActionSpec(name, n=choices_of(name, seats))
    gifts = rules.SEVERAL_ACTION_NAMES[rules.GIVE : rules.GIVE + gifts_of(seats)]
    return ActionSpec(name, n=choices_of(name, seats), labels=(*site_labels(board), *gifts)) if name == "sites" else ActionSpec(name)


def site_labels(board: Board) -> tuple[str, ...]:
    """What each of the 127 `sites` actions does, in words."""
    names = [*sites_of(board).names, *["(no such site)"] * rules.MAX_POINTS][: rules.MAX_POINTS]
    labels = [f"{words} {name}" for name in names for words in _POINT_WORDS]
    for x, y in board.anchors:
        place = "(no such place)" if x == rules.ABSENT else f"({x:.2f}, {y:.2f})"
        labels += [f"{words} {place}" for words in _ANCHOR_WORDS]
    return (*labels, "send hero to the coin", "hero casts Fire of Rage", "raise hero's maximum health", "no operation")


def to_native(
    name: str, batch: Batch, slots: NDArray[np.int64], actions: NDArray[np.generic], seats: int | None = None
) -> NDArray[np.float64]:
    """Native actions, float64 (n, 3), for one choice per slot: float64 (n, 3) for `native`, else int64 (n,).

    With `seats`, one choice per slot and seat: (n, seats, 3) or (n, seats), and so is the answer.
    Raises ActionSpaceError for an unknown space or a wrong shape or dtype.
    """
    split, lead = split_of(name), (len(slots),) if seats is None else (len(slots), seats)
    wanted, kinds = ((*lead, 3), "f") if name == "native" else (lead, "iu")
    if actions.shape != wanted or actions.dtype.kind not in kinds:
        what = "floats" if kinds == "f" else "whole numbers"
        raise ActionSpaceError(f"actions for {name}: came {actions.dtype} {actions.shape}, wanted {what} {wanted}")
    if name == "native":
        return np.ascontiguousarray(actions, np.float64)
    out = np.empty((*lead, 3))
    rows, choices = out.reshape(-1, 3), np.ascontiguousarray(actions, np.int64).reshape(-1)
    gifts = gifts_of(defenders(batch))
    if split:
        _grid_actions(choices, split, gifts, rows)
    else:
        _site_actions(batch.states.field, batch.boards.points, batch.boards.anchors, batch.boards.numbers, batch.level_of,
                      np.ascontiguousarray(slots, np.int64), choices, gifts, rows)  # fmt: skip
    return out


@kernel
def grid_action(split: int, choice: int, gifts: int) -> tuple[float, float, float]:
    """What a choice of `grid` means: x, y, action; the place is the centre of its cell."""
    gift = choice - split * split * rules.N_ACTIONS
    if 0 <= gift < gifts:
        return 0.0, 0.0, float(rules.GIVE + gift)
    if choice < 0 or gift >= 0:
        return rules.ABSENT, rules.ABSENT, -1.0
    cell = choice // rules.N_ACTIONS
    x = 2 * rules.MAP_HALF * (cell // split + 0.5) / split - rules.MAP_HALF
    y = 2 * rules.MAP_HALF * (cell % split + 0.5) / split - rules.MAP_HALF
    return x, y, float(choice % rules.N_ACTIONS)


@kernel
def sees_coin(field: NDArray[np.float64]) -> bool:
    """Whether a coin lies on the map and the fog does not hide it."""
    return field[st.D_COIN_TICKS] > 0.0 and not covered(field, field[st.D_COIN_X], field[st.D_COIN_Y])


@kernel
def site_action(
    field: NDArray[np.float64], points: NDArray[np.float64], anchors: NDArray[np.float64], n_points: int, choice: int, gifts: int
) -> tuple[float, float, float]:
    """What a choice of `sites` means now: x, y, action."""
    x, y, action = rules.ABSENT, rules.ABSENT, -1
    if 0 <= choice < SITE_ANCHOR:
        point, action = choice // 5, choice % 5  # build archer, magician, knight, upgrade, sell are actions 0 to 4
        if point < n_points:
            x, y = points[point, bd.Q_X], points[point, bd.Q_Y]
    elif SITE_ANCHOR <= choice < SITE_COIN:
        anchor, action = (choice - SITE_ANCHOR) // 3, rules.RALLY + (choice - SITE_ANCHOR) % 3  # rally, reinforce, send hero: 7 to 9
        x, y = anchors[anchor, 0], anchors[anchor, 1]
    elif choice == SITE_COIN:
        action = rules.SEND_HERO
        if sees_coin(field):
            x, y = field[st.D_COIN_X], field[st.D_COIN_Y]
    elif SITE_COIN < choice < N_SITES:
        x, y = 0.0, 0.0  # these three need no place
        action = rules.NOOP if choice == SITE_NOOP else rules.FIRE_OF_RAGE + choice - SITE_FIRE
    elif N_SITES <= choice < N_SITES + gifts:
        x, y = 0.0, 0.0
        action = rules.GIVE + choice - N_SITES
    return x, y, float(action)


@kernel
def _grid_actions(choices: NDArray[np.int64], split: int, gifts: int, out: NDArray[np.float64]) -> None:
    for i in range(choices.size):
        out[i, 0], out[i, 1], out[i, 2] = grid_action(split, choices[i], gifts)


@kernel
def _site_actions(
    field: NDArray[np.float64],
    points: NDArray[np.float64],
    anchors: NDArray[np.float64],
    numbers: NDArray[np.float64],
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    choices: NDArray[np.int64],  # the same number for each slot, slot after slot
    gifts: int,
    out: NDArray[np.float64],
) -> None:
    each = choices.size // max(slots.size, 1)
    for i in range(choices.size):
        slot = slots[i // each]
        level = level_of[slot]
        n_points = int(numbers[level, bd.B_POINTS])
        out[i, 0], out[i, 1], out[i, 2] = site_action(field[slot], points[level], anchors[level], n_points, choices[i], gifts)
