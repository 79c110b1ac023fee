"""The episode's own generator: SplitMix64 (Steele, Lea and Flood, 2014). Every random number of an episode is drawn here."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel

GAMMA = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
UNIT = 2.0**-53


@kernel
def uniform(rng: NDArray[np.uint64]) -> float:
    """A float64 from [0, 1)."""
    rng[0] += GAMMA
    z = rng[0]
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    z = z ^ (z >> S31)
    return float(z >> S11) * UNIT


@kernel
def below(rng: NDArray[np.uint64], n: int) -> int:
    """A whole number from 0 to n - 1."""
    return int(uniform(rng) * n)
