"""What the seats of a slot order and what they are answered, as records over plain arrays.

Kernels take them in this form because a record is a bare pointer. A row of an array counts as a reference to it, and
threads that step neighbouring slots would fight for the one counter.
"""

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_server.rules import MAX_AGENTS
from garrison_server.table import Rows, record_dtype


class Orders:
    """The field of a record of orders, for readers and type checkers."""

    actions: NDArray[np.float64]  # (1 or MAX_AGENTS, 3) x, y, action; of an attacker, kind, road, delay


class Answers:
    """The field of a record of answers, for readers and type checkers."""

    rewards: NDArray[np.float64]  # (1 or MAX_AGENTS,)
    codes: NDArray[np.int16]  # (1 or MAX_AGENTS,) error codes, or actions.EFFECTLESS


@functools.cache
def _dtypes(several: bool) -> tuple[np.dtype[Any], np.dtype[Any]]:
    room = MAX_AGENTS if several else 1
    return record_dtype(actions=("f8", (room, 3))), record_dtype(rewards=("f8", (room,)), codes=("i2", (room,)))


def order_rows(actions: NDArray[np.float64], several: bool = False) -> Rows:
    """Actions of n slots as n records: C-contiguous (n, 3) or (n, 1, 3) is not copied; of several, (n, seats, 3) is."""
    if not several:
        return actions.reshape(-1).view(_dtypes(several)[0])
    rows = np.zeros(len(actions), _dtypes(several)[0])
    rows["actions"][:, : actions.shape[1]] = actions
    return rows


def answer_rows(n: int, several: bool = False) -> Rows:
    """Room for the answers to n slots."""
    return np.zeros(n, _dtypes(several)[1])
