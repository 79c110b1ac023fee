"""The alliance over PettingZoo: its suites, here and on a server; batches; gifts and messages; and what is refused."""

import numpy as np
import pettingzoo
import pytest

from clients.seat_suites import run_suites
from garrison import alliance_v0, errors


@pytest.mark.parametrize("options", [{}, {"seats": 4, "action_space": "native", "views": "structured", "level": "garrison-3"}])
def test_pettingzoo_s_suites_pass(target, options):
    run_suites(alliance_v0, target, **options)


def test_registry_makes_both_forms():
    one = pettingzoo.make("aec", "garrison/alliance_v0", seats=3)
    many = pettingzoo.make("parallel", "garrison/alliance_v0", seats=3)
    assert one.possible_agents == many.possible_agents == ["seat_0", "seat_1", "seat_2"]


def test_local_and_remote_games_are_the_same(server):
    ours, theirs = (alliance_v0.batch_env(5, "garrison-2", 3, max_cycles=40, target=target) for target in ("local", server.address))
    rng = np.random.default_rng(0)
    (seen, told), (there, said) = (env.reset(seed=7) for env in (ours, theirs))
    for step in range(100):
        assert (seen == there).all() and told.keys() == said.keys() and all((told[key] == said[key]).all() for key in told)
        assert seen.shape == (5, 3, 598 + 3 * 38) and told["action_mask"].shape[:2] == (5, 3)
        actions = rng.integers(0, ours.single_action_space.n + 2, (5, 3))  # some of them are none
        (seen, *mine, told), (there, *others, said) = ours.step(actions), theirs.step(actions)
        assert all((one == other).all() for one, other in zip(mine, others, strict=True))
        assert mine[2].all() == told["was_reset"].all() == (step % 40 == 39)
    ours.close()
    theirs.close()


def test_a_batch_plays_the_games_of_single_environments():
    batch = alliance_v0.batch_env(2, "garrison-1", 2, max_cycles=6)
    single = alliance_v0.parallel_env("garrison-1", 2, max_cycles=6)
    seen, infos = batch.reset(seed=3)
    observations, _ = single.reset(seed=4)
    for choice in (0, 5, 126, 900, 40, 61):
        assert (seen[1, 1] == observations["seat_1"]["observation"]).all()
        assert (infos["action_mask"][1, 1] == observations["seat_1"]["action_mask"]).all()
        seen, rewards, _, _, infos = batch.step(np.full((2, 2), choice))
        observations, paid, _, truncated, told = single.step({"seat_0": choice, "seat_1": choice})
        assert rewards[1].tolist() == list(paid.values())
        assert infos["code"][1].tolist() == [told[agent]["code"] for agent in single.possible_agents]
    assert infos["final_rows"].tolist() == [0, 1] and all(truncated.values()) and single.agents == []
    assert (infos["final_observation"][1, 0] == observations["seat_0"]["observation"]).all()


def test_seats_hear_each_other(target):
    env = alliance_v0.parallel_env(seats=2, views=("messages", "brief"), target=target)
    env.reset(seed=1)
    env.say("seat_1", "hold the ford")
    noop = 126
    observations, *_ = env.step(dict.fromkeys(env.agents, noop))
    assert "hold the ford" in observations["seat_0"]["observation"]["messages"]
    assert observations["seat_1"]["observation"]["messages"] == "[]"
    observations, *_ = env.step(dict.fromkeys(env.agents, noop))
    assert observations["seat_0"]["observation"]["messages"] == "[]"
    env.say("seat_0", "x" * 121)
    with pytest.raises(errors.InvalidArgumentError, match=r"messages\[0\]: came 121 characters, wanted at most 120"):
        env.step(dict.fromkeys(env.agents, noop))
    env.close()


def test_a_snapshot_continues_the_game(target):
    env, other = (alliance_v0.parallel_env("garrison-4", 3, target=target) for _ in range(2))
    env.reset(seed=3)
    turn = dict(zip(env.possible_agents, (0, 11, 100), strict=True))
    env.step(turn)
    other.restore(env.snapshot())
    for _ in range(10):
        assert env.step(turn)[1] == other.step(turn)[1]
    assert (env.state() == other.state()).all()
    env.close()
    other.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seats": 5}, "alliance.seats: came 5, wanted 1 to 4"),
        ({"seats": 0}, "alliance.seats: came 0, wanted"),
        ({"reward": "mine"}, "alliance.reward: came 'mine', wanted one of shared, split, own"),
        ({"finder_share": 1.5}, "alliance.finder_share: came 1.5, wanted a number from 0 to 1"),
        ({"render_mode": "film"}, "render_mode is 'film'; wanted None, 'human', 'ansi', 'rgb_array'"),
        ({"views": "leaks"}, "views is leaks; wanted at least one that shows what there is to see for the seats"),
    ],
)
def test_a_wrong_option_is_named(target, options, words):
    with pytest.raises(errors.GarrisonError) as refused:
        alliance_v0.parallel_env(target=target, **options)
    assert str(refused.value).startswith(words)


def test_a_wrong_call_is_named():
    env = alliance_v0.parallel_env()
    with pytest.raises(errors.ClosedError):
        env.state()
    env.reset(seed=0)
    with pytest.raises(errors.OptionError, match="actions is without seat_1; wanted one action of every seat"):
        env.step({"seat_0": 0})
    with pytest.raises(errors.OptionError, match=r"actions\['seat_1'\] is 0.5; wanted one whole number"):
        env.step({"seat_0": 0, "seat_1": 0.5})
