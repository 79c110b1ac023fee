"""The siege over PettingZoo: its suites, here and on a server, zero-sum at every step, and batches."""

import numpy as np
import pettingzoo
import pytest

from clients.seat_suites import run_suites
from garrison import errors, siege_v0


@pytest.mark.parametrize("options", [{}, {"seats": 2, "action_space": "native", "level": "garrison-3"}])
def test_pettingzoo_s_suites_pass(target, options):
    run_suites(siege_v0, target, **options)


def test_registry_makes_both_forms():
    one, many = (pettingzoo.make(form, "garrison/siege_v0", seats=2) for form in ("aec", "parallel"))
    assert one.possible_agents == many.possible_agents == ["seat_0", "seat_1", "attacker"]
    assert many.action_space("attacker").n == 271 and many.observation_space("attacker")["observation"].shape == (829,)


@pytest.mark.parametrize("reward", ["shared", "split", "own"])
def test_local_and_remote_games_are_the_same_and_zero_sum_at_every_step(server, reward):
    options = {"max_cycles": 60, "step_penalty": True, "reward": reward, "intensity": 10.0, "budget": 10.0}
    ours, theirs = (siege_v0.batch_env(4, "garrison-2", 2, target=target, **options) for target in ("local", server.address))
    rng = np.random.default_rng(0)
    (seen, told), (there, said) = (env.reset(seed=7) for env in (ours, theirs))
    lost = 0.0
    for _ in range(130):
        for group in ("defenders", "attacker"):
            assert (seen[group] == there[group]).all() and (told["action_mask"][group] == said["action_mask"][group]).all()
        assert all((told[key] == said[key]).all() for key in told if key not in ("action_mask", "final_observation"))
        legal = [[np.flatnonzero(row) for row in rows] for rows in told["action_mask"]["attacker"][:, 0][:, None]]
        attack = np.array([[rng.choice(choices) for choices in rows] for rows in legal])
        actions = np.concatenate([np.full((4, 2), 126), attack], axis=1)
        (seen, *mine, told), (there, *others, said) = ours.step(actions), theirs.step(actions)
        assert all((one == other).all() for one, other in zip(mine, others, strict=True))
        assert np.allclose(mine[0][:, -1], -mine[0][:, :-1].sum(axis=1), atol=1e-12) and (told["code"][:, -1] == 0).all()
        lost += -mine[0][:, :-1].sum()
    assert lost > 1 and seen["defenders"].shape[:2] == (4, 2) and seen["attacker"].shape == (4, 1, 829)
    ours.close()
    theirs.close()


def test_the_attacker_has_nobody_to_speak_to():
    env = siege_v0.parallel_env(seats=2)
    env.reset(seed=1)
    env.say("attacker", "boo")
    with pytest.raises(errors.InvalidArgumentError, match=r"messages\[2\]: came one of the attacker"):
        env.step({"seat_0": 0, "seat_1": 0, "attacker": 0})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"intensity": 11.0}, "siege.intensity: came 11.0, wanted a number from 0 to 10"),
        ({"budget": float("nan")}, "siege.budget: came nan, wanted a number from 0 to 10"),
        ({"seats": 5}, "siege.defenders.seats: came 5, wanted 1 to 4"),
        ({"views": "structured"}, "views is structured; wanted at least one that shows what there is to see for the attacker"),
    ],
)
def test_a_wrong_option_is_named(target, options, words):
    with pytest.raises(errors.GarrisonError) as refused:
        siege_v0.parallel_env(target=target, **options)
    assert str(refused.value).startswith(words)
