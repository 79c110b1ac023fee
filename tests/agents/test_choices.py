"""What agents of other action spaces choose means at a shared table what it means in a session of their own space."""

import numpy as np
import pytest

from garrison import AllianceRules, OpenOptions, SiegeRules
from garrison.backend import Backend
from garrison_agents.choices import Choices
from garrison_server.local import LocalBackend
from garrison_server.observe.action_space import choices_of, to_native
from garrison_server.observe.attack_space import N_ORDERS, to_native_orders
from server.conftest import session_of


def played(mode, rules, views, steps=120):
    """A native session of two seats in mid-game."""
    session = session_of(levels=("garrison-2",), mode=mode, rules=rules, views=views)
    session.reset([0], [4])
    actions = np.tile([0.0, 0.0, 6.0], (1, 2, 1))
    if mode == "siege":
        actions[0, 1] = (-1.0, -1.0, 0.0)
    for _ in range(steps):
        outcome = session.step([0], actions)
    return session, outcome


@pytest.mark.parametrize("space", ["sites", "grid:7"])
def test_defenders_choices_are_the_servers(space):
    session, outcome = played("alliance", AllianceRules(2), ("structured",))
    ours = Choices(space, LocalBackend().describe("garrison-2", "alliance"))
    for choice in range(-1, choices_of(space, 2) + 1):
        want = to_native(space, session.batch, np.array([0]), np.array([[choice, choice]]), 2)[0, 0]
        got = ours.native(choice, {"structured": outcome.views["structured"][0, 0]})
        if choice == choices_of(space, 2):
            assert got[2] >= 14  # a gift to a third seat, which is not there
        else:
            np.testing.assert_allclose(got, want, atol=1e-6)


def test_attackers_orders_are_the_servers():
    session, outcome = played("siege", SiegeRules(), ("attacker", "attacker_mask:orders"))
    ours = Choices("orders", LocalBackend().describe("garrison-2", "siege"))
    for choice in range(N_ORDERS):
        want = to_native_orders("sites", session.batch, np.array([0]), np.array([choice]))[0]
        np.testing.assert_array_equal(ours.native(choice, {"attacker": outcome.views["attacker"][0, 0]}), want)
    assert outcome.views["attacker_mask:orders"].shape == (1, 1, N_ORDERS)


def test_masks_of_other_spaces_are_those_of_their_own_sessions(backend: Backend):
    masks = {}
    for space, names in (("native", ("mask:sites", "mask:grid:4")), ("sites", ("mask",)), ("grid:4", ("mask",))):
        session = backend.open(
            OpenOptions(levels=("garrison-3",), mode="alliance", rules=AllianceRules(2), views=names, action_space=space)
        )
        shown = session.reset([0], [1]).views
        masks |= {f"{space} {name}": shown[name] for name in names}
        session.close()
    np.testing.assert_array_equal(masks["native mask:sites"], masks["sites mask"])
    np.testing.assert_array_equal(masks["native mask:grid:4"], masks["grid:4 mask"])
    with pytest.raises(ValueError, match="dance"):
        backend.open(OpenOptions(levels=("garrison-3",), views=("mask:dance",)))
