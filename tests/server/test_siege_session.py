"""A siege in a session: the attacker's own views and choices beside the defenders', zero-sum, replays, and what each is told."""

import numpy as np
import pytest

from garrison_proto.modes import AllianceRules, SiegeRules
from garrison_proto.replay_file import pack_replay, unpack_replay
from garrison_server import rules
from garrison_server import state as st
from garrison_server.description import describe
from garrison_server.observe.attack_columns import SIZE
from garrison_server.observe.attack_space import N_ORDERS
from garrison_server.refusal import FieldError
from garrison_server.rendering import render
from garrison_server.replay import replay_of, verify
from server.conftest import session_of

VIEWS = ("structured_norm", "mask", "brief", "attacker", "attacker_mask", "attacker_text")


def siege(**options):
    return session_of(**({"mode": "siege", "rules": SiegeRules(), "views": VIEWS, "action_space": "sites"} | options))


def legal(rng, mask):
    """A random legal choice of every row."""
    return np.array([rng.choice(np.flatnonzero(row)) for row in mask], np.int64)


def test_attacker_has_its_own_views_and_choices():
    session, rng = siege(slots=2), np.random.default_rng(1)
    opened = session.opened
    assert (opened.seats, opened.agents) == (2, ("seat_0", "attacker"))
    assert (opened.attacker_action.name, opened.attacker_action.n, len(opened.attacker_action.labels)) == ("orders", N_ORDERS, N_ORDERS)
    told = {spec.name: (spec.seats, spec.first_seat) for spec in opened.views}
    assert {told[name] for name in VIEWS[:3]} == {(1, 0)} and {told[name] for name in VIEWS[3:]} == {(1, 1)}
    outcome = session.reset([0, 1], [4, 5])
    for _ in range(60):
        assert outcome.views["attacker"].shape == (2, 1, SIZE) and outcome.views["attacker_mask"].shape == (2, 1, N_ORDERS)
        assert len(outcome.views["attacker_text"]) == len(outcome.views["brief"]) == 2
        choices = np.stack([legal(rng, outcome.views["mask"][:, 0]), legal(rng, outcome.views["attacker_mask"][:, 0])], axis=1)
        outcome = session.step([0, 1], choices)
        assert not outcome.codes.any() and (outcome.rewards.sum(axis=1) == 0).all()
    assert (session.batch.states.clock[:, 3] > 0).all()


def test_attackers_picture_keeps_the_defenders_own_from_it():
    theirs, own = "pixels:64:bare", "attacker_pixels:64"
    session = siege(views=(theirs, own))
    first = session.reset([0], [4]).views
    assert first[own].shape == (1, 1, 64, 64, 3) and (first[own] == first[theirs]).all()
    states = session.batch.states
    states.towers[0, 0, st.T_KIND] = rules.KNIGHT_TOWER
    states.towers[0, 0, [st.T_RALLY_X, st.T_RALLY_Y]] = 2.5
    states.field[0, [st.D_COIN_X, st.D_COIN_Y, st.D_COIN_TICKS]] = -2.0, 1.0, 100.0
    states.seats[0, 0, st.S_SHOWN] = 1
    kept, shown = (session.look(0, (view,)).views[view] for view in (own, theirs))
    states.towers[0, 0, [st.T_RALLY_X, st.T_RALLY_Y]] = 1.0
    states.field[0, st.D_COIN_TICKS] = states.seats[0, 0, st.S_SHOWN] = 0.0
    assert (session.look(0, (own,)).views[own] == kept).all() and (session.look(0, (theirs,)).views[theirs] != shown).any()
    assert (kept != first[own]).any()  # the tower itself is there to be seen
    assert (render(session, [0], 64, False, 1) == kept[:, 0]).all()
    with pytest.raises(FieldError, match="attacker_pixels"):
        siege(mode="alliance", rules=AllianceRules(2), views=(own,))


def test_choices_out_of_range_are_counted_no_ops():
    session = siege()
    session.reset([0], [1])
    outcome = session.step([0], np.array([[126, N_ORDERS]]))
    assert outcome.codes.tolist() == [[0, rules.ERR_MALFORMED]] and session.batch.states.refusals[0, 1, rules.ERR_MALFORMED] == 1


@pytest.mark.parametrize("seats", [1, 2])
def test_step_penalty_leaves_a_siege_zero_sum(seats):
    session = siege(rules=SiegeRules(AllianceRules(seats=seats)), step_penalty=True, action_space="native", views=("attacker",))
    session.reset([0], [1])
    rewards = session.step([0], np.array([[[0.0, 0.0, 6.0]] * seats + [[-1.0, -1.0, 0.0]]])).rewards[0]
    assert rewards[:-1].tolist() == [rules.STEP_PENALTY] * seats and rewards[-1] == -rewards[:-1].sum()


def test_replay_of_a_siege_is_verified():
    session = siege(record=True, action_space="native", views=("attacker",))
    session.reset([0], [1])
    for k in range(50):
        session.step([0], np.array([[[0.5, 0.5, 8.0], [float(k % 4), -1.0, 450.0 + 20 * k]]]))
    assert verify(unpack_replay(pack_replay(replay_of(session, 0)))).matches


def test_attackers_views_are_the_sieges_alone():
    with pytest.raises(FieldError, match="attacker"):
        session_of(views=("attacker",))
    with pytest.raises(FieldError, match="attacker"):
        session_of(mode="alliance", views=("attacker",))
    assert {"attacker", "attacker_mask", "attacker_text"} <= {spec.name for spec in describe("garrison-1", "siege").views}
