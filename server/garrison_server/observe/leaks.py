"""The leaks view: how many enemies of each kind have reached the base, by type number. What it cost is the score.

The base sees who comes in, so the fog hides nothing of it. A result screen reads it, and so does whoever asks why a game
was lost.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server import state as st
from garrison_server.jit import kernel
from garrison_server.rules import N_KINDS
from garrison_server.table import Rows

MOST: Final = 1_000  # enemies: a level has no more lives


@kernel
def write_leaks(states: Rows, slots: NDArray[np.int64], out: NDArray[np.int32]) -> None:
    """Fill `out` (n, 16)."""
    for i in range(slots.size):
        tally = states[slots[i]].tally
        for kind in range(N_KINDS):
            out[i, kind] = tally[kind, st.L_LEAKED]
