"""The 64-bit state hash: every word of an episode, in four lanes that a processor can work on at once."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel

PRIME = np.uint64(0x9E3779B185EBCA87)
FINISH = np.uint64(0xC2B2AE3D27D4EB4F)
R29, R35, S32 = np.uint64(29), np.uint64(35), np.uint64(32)
SEED_0, SEED_1 = np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344)  # digits of pi
SEED_2, SEED_3 = np.uint64(0xA4093822299F31D0), np.uint64(0x082EFA98EC4E6C89)


@kernel
def stir(h: np.uint64, word: np.uint64) -> np.uint64:
    """One lane takes in one word: xor, rotate by 29, multiply."""
    h = h ^ word
    return ((h << R29) | (h >> R35)) * PRIME


@kernel
def digest(words: NDArray[np.uint64]) -> np.uint64:
    """The hash of one episode's words; word i goes to lane i mod 4."""
    a, b, c, d = SEED_0, SEED_1, SEED_2, SEED_3
    whole = words.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a, b = stir(a, words[i]), stir(b, words[i + 1])
        c, d = stir(c, words[i + 2]), stir(d, words[i + 3])
    for i in range(whole, words.shape[0]):
        a = stir(a, words[i])
    h = stir(stir(stir(a, b), c), d)
    h = (h ^ (h >> S32)) * FINISH
    return h ^ (h >> R29)
