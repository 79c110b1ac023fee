"""The ladder of exploration."""

import numpy as np

from garrison_agents.apex.epsilons import epsilons, ladder


def test_the_ladder_is_the_papers() -> None:
    wanted = [0.4 ** (1 + 7 * i / 7) for i in range(8)]
    np.testing.assert_allclose(ladder(8, 0.4, 7), wanted)
    assert ladder(1, 0.4, 7).tolist() == [0.4]


def test_the_rungs_are_dealt_out_to_the_episodes_of_all_actors() -> None:
    dealt = [epsilons(actor, 3, 4, 0.4, 7, shared=False) for actor in range(3)]
    np.testing.assert_allclose(sorted(np.concatenate(dealt)), sorted(ladder(12, 0.4, 7)))
    np.testing.assert_allclose(epsilons(1, 3, 4, 0.4, 7, shared=True), np.full(4, 0.4**4.5))
