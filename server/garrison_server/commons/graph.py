"""Who borders on whom: a ring, a grid, or a graph drawn from a seed. Every graph is connected, with at most four neighbours a seat."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server.commons.rules import GRAPHS, LEAST_SEATS, MAX_NEIGHBOURS, MOST_SEATS
from garrison_server.refusal import FieldError
from garrison_server.sim.draws import below

NOBODY: Final = -1


def graph_of(kind: str, seats: int, seed: int = 0) -> NDArray[np.int64]:
    """(seats, 4): each seat's neighbours in ascending order, then -1. Raises FieldError.

    "ring": the seats before and after. "grid": rows of ceil(sqrt(seats)) seats, the last one perhaps shorter; the seats
    beside, above and below. "random": a ring through all seats in a drawn order, and up to seats // 2 drawn bridges.
    """
    if kind not in GRAPHS:
        raise FieldError("graph", repr(kind), f"one of {', '.join(GRAPHS)}")
    if isinstance(seats, bool) or not isinstance(seats, int | np.integer) or not LEAST_SEATS <= seats <= MOST_SEATS:
        raise FieldError("seats", repr(seats), f"a whole number from {LEAST_SEATS} to {MOST_SEATS}")
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise FieldError("graph_seed", repr(seed), "a whole number from 0 to 2^64 - 1")
    joined: list[set[int]] = [set() for _ in range(seats)]
    if kind == "ring":
        _join_in_a_ring(joined, list(range(seats)))
    elif kind == "grid":
        _join_in_a_grid(joined)
    else:
        _join_at_random(joined, int(seed))
    return np.array([[*sorted(row), *[NOBODY] * (MAX_NEIGHBOURS - len(row))] for row in joined], np.int64)


def _join_in_a_ring(joined: list[set[int]], order: list[int]) -> None:
    for a, b in zip(order, [*order[1:], order[0]], strict=True):
        joined[a].add(b)
        joined[b].add(a)


def _join_in_a_grid(joined: list[set[int]]) -> None:
    width, seats = width_of_grid(len(joined)), len(joined)
    for seat in range(seats):
        for other in ((seat + 1,) if (seat + 1) % width else ()) + (seat + width,):
            if other < seats:
                joined[seat].add(other)
                joined[other].add(seat)


def width_of_grid(seats: int) -> int:
    """Seats in a full row of a grid."""
    return math.isqrt(seats - 1) + 1


def _join_at_random(joined: list[set[int]], seed: int) -> None:
    rng, seats = np.array([seed], np.uint64), len(joined)
    order = list(range(seats))
    for last in range(seats - 1, 0, -1):
        other = below(rng, last + 1)
        order[last], order[other] = order[other], order[last]
    _join_in_a_ring(joined, order)
    for _ in range(seats // 2):
        a, b = below(rng, seats), below(rng, seats)
        if a != b and b not in joined[a] and max(len(joined[a]), len(joined[b])) < MAX_NEIGHBOURS:
            joined[a].add(b)
            joined[b].add(a)
