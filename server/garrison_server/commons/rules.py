"""The numbers of the commons: one record of payoffs, its bounds, and named sets of them.

Gold and enemies are whole numbers; `leak_cost` alone is a fraction. A *gate* is one of the openings of a lane: its own and
one to each neighbour, so that a lane with d neighbours has d + 1.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.refusal import FieldError

COMMONS_VERSION: Final = "1"  # raised whenever the same options, seed and actions would give other bytes

LEAST_SEATS: Final = 3
MOST_SEATS: Final = 64
MAX_NEIGHBOURS: Final = 4
GRAPHS: Final = ("ring", "grid", "random")

SAVE: Final = 0
GUARD: Final = 1
WALL: Final = 2
N_ACTIONS: Final = 3
ACTION_NAMES: Final = ("save", "guard the own lane", "build the shared wall")

OK: Final = 0
ERR_PURSE: Final = 1
ERR_MALFORMED: Final = 2
ERROR_TEXTS: Final = ("accepted", "the purse is too short", "no such action: wanted 0 (save), 1 (guard) or 2 (wall)")


class Payoffs(NamedTuple):
    """What everything costs, gives and does."""

    income: int = 3  # gold a seat gets each step
    purse_start: int = 4  # gold at the start
    wall_price: int = 2  # gold for one turn at the shared wall
    guard_price: int = 4  # gold for one turn at the own lane's guard
    wall_gain: int = 10  # enemies that one turn at the wall will stop, on the builder's lane and on each neighbour's
    guard_gain: int = 18  # enemies that one turn of guard will stop, on the own lane alone
    wall_start: int = 60  # enemies a gate that each wall will stop at the start
    wall_max: int = 120  # enemies a gate that a wall can stop at most
    guard_max: int = 120  # enemies a gate that a guard can stop at most
    wave_every: int = 4  # steps from one wave of a lane to its next
    press: int = 40  # enemies a gate in a middling wave
    press_spread: int = 10  # enemies a gate by which a wave may be stronger or weaker
    spill_percent: int = 25  # of a lane's leaks, how many go on to its neighbours
    leak_cost: float = 0.5  # what one leak takes from the reward
    max_steps: int = 200  # then the game is cut


# Field: least and most.
BOUNDS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "income": (0, 1_000),
        "purse_start": (0, 1_000_000),
        "wall_price": (0, 1_000),
        "guard_price": (0, 1_000),
        "wall_gain": (0, 10_000),
        "guard_gain": (0, 10_000),
        "wall_start": (0, 1_000_000),
        "wall_max": (1, 1_000_000),
        "guard_max": (1, 1_000_000),
        "wave_every": (1, 1_000),
        "press": (1, 10_000),
        "press_spread": (0, 10_000),
        "spill_percent": (0, 90),
        "leak_cost": (0.0, 1_000.0),
        "max_steps": (1, 1_000_000),
    }
)

# Named sets: what differs from the standard one.
NAMED: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "standard": {},
        "harsh": {"leak_cost": 1.0},
        "dear-walls": {"income": 4, "wall_price": 3, "guard_price": 6},
        "forgiving": {"wall_gain": 11},
        "tempting": {"leak_cost": 0.125},
    }
)

# Where each whole number stands in the kernels' array.
(
    R_INCOME, R_PURSE_START, R_WALL_PRICE, R_GUARD_PRICE, R_WALL_GAIN, R_GUARD_GAIN, R_WALL_START, R_WALL_MAX, R_GUARD_MAX, R_WAVE_EVERY,
    R_PRESS, R_PRESS_SPREAD, R_SPILL_PERCENT, R_MAX_STEPS,
) = range(14)  # fmt: skip


def payoffs_of(name: str = "standard", changes: Mapping[str, Any] | None = None) -> Payoffs:
    """The named payoffs with some changed. Raises FieldError, which says the field, what came and what was wanted."""
    if name not in NAMED:
        raise FieldError("payoffs", repr(name), f"one of {', '.join(NAMED)}")
    merged = {**NAMED[name], **(changes or {})}
    payoffs = Payoffs(**{field: _checked(field, value) for field, value in merged.items()})
    for smaller, larger in (("press_spread", "press"), ("wall_start", "wall_max")):
        most = getattr(payoffs, larger)
        if getattr(payoffs, smaller) > most:
            raise FieldError(f"payoffs.{smaller}", getattr(payoffs, smaller), f"at most {larger}, which is {most}")
    return payoffs


def _checked(field: str, value: Any) -> Any:
    if field not in BOUNDS:
        raise FieldError(f"payoffs.{field}", "a payoff of no such name", f"one of {', '.join(BOUNDS)}")
    low, high = BOUNDS[field]
    kinds = (int, np.integer) if isinstance(low, int) else (int, float, np.integer, np.floating)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        kind = "a whole number" if isinstance(low, int) else "a number"
        raise FieldError(f"payoffs.{field}", repr(value), f"{kind} from {low:,} to {high:,}")
    return int(value) if isinstance(low, int) else float(value)


def numbers_of(payoffs: Payoffs) -> NDArray[np.int64]:
    """(14,) the whole numbers, in the order of the R_ columns."""
    return np.array([value for field, value in payoffs._asdict().items() if field != "leak_cost"], np.int64)
