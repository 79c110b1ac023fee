"""What the seats of a slot order and what they are answered, as records over plain arrays.

Kernels take them in this form because a record is a bare pointer. A row of an array counts as a reference to it, and
threads that step neighbouring slots would fight for the one counter.
"""

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_server.table import Rows, record_dtype


class Orders:
    """The field of a record of orders, for readers and type checkers."""

    actions: NDArray[np.float64]  # (agents, 3) x, y, action; of an attacker, kind, road, delay


class Answers:
    """The field of a record of answers, for readers and type checkers."""

    rewards: NDArray[np.float64]  # (agents,)
    codes: NDArray[np.int16]  # (agents,) error codes, or actions.EFFECTLESS


@functools.cache
def _dtypes(seats: int) -> tuple[np.dtype[Any], np.dtype[Any]]:
    return record_dtype(actions=("f8", (seats, 3))), record_dtype(rewards=("f8", (seats,)), codes=("i2", (seats,)))


def order_rows(actions: NDArray[np.float64], seats: int) -> Rows:
    """C-contiguous actions of n slots, (n, 3) or (n, seats, 3), seen as n records; nothing is copied."""
    return actions.reshape(-1).view(_dtypes(seats)[0])


def answer_rows(n: int, seats: int) -> Rows:
    """Room for the answers to n slots."""
    return np.zeros(n, _dtypes(seats)[1])
