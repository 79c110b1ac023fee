"""The 64-bit state hash: every byte of an episode, in four lanes that a processor can work on at once."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel
from garrison_server.state import State

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
def absorb(lanes: NDArray[np.uint64], words: NDArray[np.uint64]) -> None:
    """Word i goes to lane i mod 4; an array starts at lane 0."""
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    whole = words.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a, b = stir(a, words[i]), stir(b, words[i + 1])
        c, d = stir(c, words[i + 2]), stir(d, words[i + 3])
    for i in range(whole, words.shape[0]):
        a = stir(a, words[i])
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d


@kernel
def digest(state: State, lanes: NDArray[np.uint64]) -> np.uint64:
    """The hash of one episode. `lanes` is (4,) room to work in."""
    lanes[0], lanes[1], lanes[2], lanes[3] = SEED_0, SEED_1, SEED_2, SEED_3
    absorb(lanes, state.rng)
    absorb(lanes, state.clock.view(np.uint64))
    absorb(lanes, state.field.view(np.uint64))
    absorb(lanes, state.seats.reshape(-1).view(np.uint64))
    absorb(lanes, state.refusals.reshape(-1).view(np.uint64))
    absorb(lanes, state.tally.reshape(-1).view(np.uint64))
    absorb(lanes, state.towers.reshape(-1).view(np.uint64))
    absorb(lanes, state.enemies.reshape(-1).view(np.uint64))
    absorb(lanes, state.fighters.reshape(-1).view(np.uint64))
    absorb(lanes, state.shots.reshape(-1).view(np.uint64))
    absorb(lanes, state.fires.reshape(-1).view(np.uint64))
    h = stir(stir(stir(lanes[0], lanes[1]), lanes[2]), lanes[3])
    h = (h ^ (h >> S32)) * FINISH
    return h ^ (h >> R29)
