"""A load is built to the last knight, and stays while it is measured."""

import numpy as np
import pytest

from garrison_bench.engine import STEPS
from garrison_bench.loads import HEAVY, TYPICAL, Load, LoadError, check, go_back, loaded_batch, noops, saved
from garrison_server import rules

SLOTS = 3


@pytest.mark.parametrize("load", [TYPICAL, HEAVY], ids=lambda load: load.name)
def test_load_stays_through_a_measurement_and_comes_back(load: Load) -> None:
    batch, everyone = loaded_batch(load, SLOTS), np.arange(SLOTS)
    start, hashes = saved(batch), batch.hashes(everyone)
    for _ in range(STEPS):
        batch.step(everyone, noops(SLOTS), rules.DEFAULT_TICKS_PER_STEP, 0)
    check(batch, load)
    assert (batch.hashes(everyone) != hashes).all()
    go_back(batch, start)
    assert (batch.hashes(everyone) == hashes).all()


def test_another_load_is_refused() -> None:
    with pytest.raises(LoadError, match="heavy load: between 20 and 20 enemies a slot, wanted 50"):
        check(loaded_batch(TYPICAL, 1), HEAVY)


def test_load_says_what_it_holds() -> None:
    assert TYPICAL.about == "typical: 20 enemies, 8 towers, 8 knights, hero, fog"
    assert HEAVY.about == "heavy: 50 enemies, 15 towers, 45 knights, hero, fog"
