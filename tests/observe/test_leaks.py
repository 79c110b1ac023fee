"""The leaks view: who reached the base, by kind."""

import numpy as np
from tests.observe.states import Game

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.observe.views import observe


def test_leaks_by_kind_sum_to_the_lives_lost(played: Game) -> None:
    leaks = np.asarray(observe("leaks", played, np.arange(played.n)))
    lives = played.boards.numbers[played.level_of, bd.B_LIFE]
    lost = lives - played.states.clock[:, st.C_LIFE]
    np.testing.assert_array_equal(np.minimum(leaks.sum(axis=1), lives), lost)
    np.testing.assert_array_equal(leaks, played.states.tally[:, :, st.L_LEAKED])
    assert len(np.flatnonzero(leaks.sum(axis=0))) > 8  # orders drawn by chance let many kinds through
