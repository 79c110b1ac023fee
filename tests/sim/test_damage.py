"""Damaged snapshots that are accepted are played. Without the compiler NumPy refuses any index that went astray."""

from random import Random

import numpy as np
import pytest

from garrison_server.episode import SnapshotError
from server.damage import FIELDS, flipped, overwritten
from server.games import crowded_game

TRIES = 1500
VALUES = (0.0, 1.0, 2.0, 3.0, 4.0, 14.0, 15.0, 16.0, 19.0, 31.0, 49.0, 50.0, 51.0, 250.0)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_accepted_damage_stays_within_bounds():
    rng, game, played = Random(5), crowded_game(), 0
    before = game.snapshot(0)
    for _ in range(TRIES):
        if rng.random() < 0.5:
            damaged = flipped(before, [(rng.randrange(2**20), rng.randrange(64))])
        else:
            damaged = overwritten(before, rng.choice(FIELDS), rng.randrange(10_000), rng.choice(VALUES))
        try:
            game.restore(0, damaged)
        except SnapshotError:
            continue
        if damaged != before:
            game.step(np.array([0]), np.array([[0.0, 0.0, 8.0]]), 200, 0)
            played += 1
    assert played >= 40
