"""What scripted attackers of a siege read and order: the `attacker` view as a small record, and the numbers of the orders."""

from typing import Any, Final, NamedTuple

from garrison_agents.agent import NativeAction

LENGTH: Final = 829
KINDS: Final = 15
ROADS: Final = 5
ANY_ROAD: Final = -1
SPACES: Final = ("native", "orders")
TICKS_PER_S: Final = 50

# Where things stand in the vector, and what they are shares of (docs/siege.md).
_WAVE, _TIME_LEFT, _BUDGET = 1, 5, 8
_KINDS, _KIND_ROW, _COST, _FLIES, _LEGAL_NOW, _LEGAL_NEXT = 30, 10, 0, 3, 6, 7
_ROADS, _ROAD_ROW, _THERE, _COVERED = 180, 11, 0, 8
_WAVES, _TIME_S, _GOLD = 20.0, 30.0, 1000.0


class Stand(NamedTuple):
    """Where the attacker stands."""

    wave: int  # windows opened so far; of 20 and more, 20
    ticks_left: int  # of the window, or until the first one opens; of 30 s and more, 1,500
    gold: float
    legal_now: tuple[int, ...]  # types of which one more may be ordered for the open window
    legal_next: tuple[int, ...]  # likewise for the next one
    costs: tuple[float, ...]  # (15,)
    flies: tuple[bool, ...]  # (15,)
    covered: tuple[tuple[float, float, float], ...]  # by road: in range of knight, magician and archer towers, in shares


def stand_of(view: Any) -> Stand:
    """The record of one slot's `attacker` view. Raises ValueError for a vector of another length."""
    row = view.reshape(-1)
    if len(row) != LENGTH:
        raise ValueError(f"attacker: came {len(row)} numbers, wanted {LENGTH}")
    kinds = row[_KINDS : _KINDS + KINDS * _KIND_ROW].reshape(KINDS, _KIND_ROW)
    roads = row[_ROADS : _ROADS + ROADS * _ROAD_ROW].reshape(ROADS, _ROAD_ROW)
    return Stand(
        wave=round(float(row[_WAVE]) * _WAVES),
        ticks_left=round(float(row[_TIME_LEFT]) * _TIME_S * TICKS_PER_S),
        gold=float(row[_BUDGET]) * _GOLD,
        legal_now=tuple(kind for kind in range(KINDS) if kinds[kind, _LEGAL_NOW]),
        legal_next=tuple(kind for kind in range(KINDS) if kinds[kind, _LEGAL_NEXT]),
        costs=tuple(float(cost) * _GOLD for cost in kinds[:, _COST]),
        flies=tuple(bool(flies) for flies in kinds[:, _FLIES]),
        covered=tuple((float(road[_COVERED]), float(road[_COVERED + 1]), float(road[_COVERED + 2])) for road in roads if road[_THERE]),
    )


def checked_space(action_space: str) -> str:
    """An attacker's action space. Raises TypeError for another."""
    if action_space not in SPACES:
        raise TypeError(f"an attacker's action space is one of {', '.join(SPACES)}, not {action_space[:40]!r}")
    return action_space


def wait(action_space: str) -> NativeAction | int:
    """No order."""
    return (-1.0, -1.0, 0) if action_space == "native" else 0


def order(action_space: str, stand: Stand, kind: int, road: int, delay: int) -> NativeAction | int:
    """Sends a type on a road (-1: any), due after so many ticks. `orders` knows three times only: at once, in 2 s, or with the
    next wave; what is due at another time is sent at once."""
    if action_space == "native":
        return float(kind), float(road), delay
    time = 2 if delay >= max(stand.ticks_left - 1, 0) else 0
    return 1 + (kind * (ROADS + 1) + road + 1) * 3 + time
