"""Plain records of the commons, in NumPy: what a client asks and what a server answers. `n` is the number of slots a call names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import Autoreset


@dataclass(frozen=True)
class CommonsOptions:
    """What a session plays: `slots` games of one graph and one set of payoffs."""

    seats: int = 8  # 3 to 64
    graph: str = "ring"  # ring, grid or random
    graph_seed: int = 0  # of the random graph
    payoffs: str = "standard"  # a named set
    changes: Mapping[str, float] = field(default_factory=dict)  # payoffs by name that differ from the set's
    slots: int = 1
    autoreset: Autoreset = "none"


@dataclass(frozen=True)
class CommonsOpened:
    """What to expect of every later answer."""

    neighbours: tuple[tuple[int, ...], ...]  # by seat
    columns: tuple[str, ...]  # of an observation
    action_names: tuple[str, ...]
    error_texts: tuple[str, ...]  # by code
    payoffs: Mapping[str, float]
    version: str


@dataclass
class CommonsOutcome:
    """The answer to reset, step, restore and fork; row i belongs to slots[i].

    With same-step autoreset a finished slot's row shows the new episode, and the `final_` fields the old one's end.
    """

    slots: NDArray[np.int32]  # (n,)
    observations: NDArray[np.float32]  # (n, seats, columns) in [0, 1]
    masks: NDArray[np.int8]  # (n, seats, 3) 1: the action can be paid for
    rewards: NDArray[np.float64]  # (n, seats)
    truncated: NDArray[np.bool_]  # (n,)
    was_reset: NDArray[np.bool_]  # (n,) the row is the first of a new episode
    codes: NDArray[np.int16]  # (n, seats) why the action was refused; 0: it was not
    built: NDArray[np.bool_]  # (n, seats) the seat built the wall in this step
    leaks: NDArray[np.int64]  # (n, seats) in this step
    cooperation_rates: NDArray[np.float64]  # (n,) turns at the wall of all turns of the episode; 0 before the first
    steps: NDArray[np.int64]  # (n,)
    hashes: NDArray[np.uint64]  # (n,) state hash
    seeds: NDArray[np.uint64]  # (n,) of the episode that the row's observations show
    final_rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))  # (m,)
    final_observations: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0, 0), np.float32))  # (m, seats, columns)
    final_cooperation_rates: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))  # (m,)
