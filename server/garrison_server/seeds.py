"""Where the seeds of later episodes come from: the slot's first seed and the episode's number, by splitmix64.

Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

import secrets
from typing import Final

_MASK: Final = (1 << 64) - 1
_GAMMA: Final = 0x9E3779B97F4A7C15


def episode_seed(first: int, episode: int) -> int:
    """The seed (below 2^64) of a slot's episode, counted from 0; the first episode has the first seed itself."""
    if episode == 0:
        return first
    z = (first + episode * _GAMMA) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def drawn_seed() -> int:
    """A seed below 2^63 that nobody can foresee."""
    return secrets.randbits(63)
