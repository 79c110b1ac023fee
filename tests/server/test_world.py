"""Worlds of several modes in one process."""

import gc

import numpy as np

from garrison_proto.modes import AllianceRules, SiegeRules
from garrison_server import state as st
from server.conftest import session_of


def test_records_of_modes_that_come_and_go_are_never_taken_for_each_other():
    """Numba dispatches by the address of a record's dtype; a freed one's may be given to the next."""
    rules = {"defense": None, "alliance": AllianceRules(3), "siege": SiegeRules(AllianceRules(2))}
    for mode in ("defense", "alliance", "siege") * 3:
        session = session_of(mode=mode, rules=rules[mode])
        session.reset([0], [1])
        seats = session.plan.defenders
        assert (session.batch.states.fighters[0, :seats, st.F_HP] > 0).all(), mode
        assert (
            session.batch.states.seats[0, :seats, st.S_GOLD].all()
            and np.isfinite(session.look(0, ("structured_norm",)).views["structured_norm"]).all()
        )
        del session
        gc.collect()
