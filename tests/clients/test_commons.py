"""The commons over PettingZoo: its own suites of tests, the registry, batches of games, and what is refused."""

import numpy as np
import pettingzoo
import pytest

from clients.seat_suites import run_suites
from garrison import commons_v0, errors

SHAPES = [("ring", 3), ("grid", 7), ("random", 12)]


@pytest.mark.parametrize(("graph", "seats"), SHAPES)
def test_pettingzoo_s_suites_pass(target, graph, seats):
    run_suites(commons_v0, target, graph=graph, seats=seats)


def test_local_and_remote_games_are_the_same(server):
    ours, theirs = (commons_v0.batch_env(4, 12, "random", max_cycles=15, target=target) for target in ("local", server.address))
    rng = np.random.default_rng(0)
    (seen, told), (there, said) = (env.reset(seed=7) for env in (ours, theirs))
    for _ in range(40):
        assert (seen == there).all() and told.keys() == said.keys() and all((told[key] == said[key]).all() for key in told)
        actions = rng.integers(0, 4, (4, 12))
        (seen, *mine, told), (there, *others, said) = ours.step(actions), theirs.step(actions)
        assert all((one == other).all() for one, other in zip(mine, others, strict=True))
    assert ours.neighbours == theirs.neighbours
    ours.close()
    theirs.close()


def test_registry_makes_both_forms():
    one = pettingzoo.make("aec", "garrison/commons_v0", seats=5)
    many = pettingzoo.make("parallel", "garrison/commons_v0", seats=5)
    assert one.possible_agents == many.possible_agents == [f"seat_{k}" for k in range(5)]


def test_illegal_action_is_a_counted_noop_and_the_mask_told_it():
    env = commons_v0.parallel_env(seats=3, changes={"purse_start": 0, "income": 2})
    observations, infos = env.reset(seed=1)
    assert infos["seat_0"]["action_mask"].tolist() == observations["seat_0"]["action_mask"].tolist() == [1, 0, 0]
    _, rewards, _, _, infos = env.step({"seat_0": 2, "seat_1": 9, "seat_2": 0})
    assert [infos[agent]["code"] for agent in env.agents] == [1, 2, 0]
    assert rewards["seat_0"] == rewards["seat_2"] and infos["seat_1"]["code_text"].startswith("no such action")


def test_cooperation_is_told():
    env = commons_v0.parallel_env(seats=4)
    env.reset(seed=1)
    env.step(dict.fromkeys(env.agents, 2))
    *_, infos = env.step(dict(zip(env.agents, (2, 0, 0, 1), strict=True)))
    assert infos["seat_0"]["cooperation"] == 0.25 and infos["seat_3"]["cooperation_rate"] == 5 / 8 and infos["seat_0"]["built"]


def test_snapshot_continues_the_game():
    env, other = commons_v0.parallel_env(seats=5), commons_v0.parallel_env(seats=5)
    env.reset(seed=3)
    turn = dict(zip(env.possible_agents, (2, 0, 1, 2, 2), strict=True))
    env.step(turn)
    other.restore(env.snapshot())
    for _ in range(20):
        assert env.step(turn)[1] == other.step(turn)[1]
    assert (env.state() == other.state()).all()


def test_batch_plays_the_same_games_and_begins_anew():
    batch, single = commons_v0.batch_env(6, seats=5, graph="random", max_cycles=7), commons_v0.parallel_env(5, "random", max_cycles=7)
    observations, infos = batch.reset(seed=10)
    told, _ = single.reset(seed=12)
    rng = np.random.default_rng(0)
    for step in range(1, 15):
        assert (observations[2, 4] == told["seat_4"]["observation"]).all()
        actions = rng.integers(0, 3, (6, 5))
        observations, rewards, terminated, truncated, infos = batch.step(actions)
        told, paid, *_ = single.step(dict(zip(single.agents, actions[2].tolist(), strict=True)))
        assert rewards[2].tolist() == list(paid.values()) and not terminated.any()
        assert truncated.all() == infos["was_reset"].all() == (step % 7 == 0)
        if truncated.any():
            assert infos["final_rows"].tolist() == list(range(6))
            assert (infos["final_observation"][2, 4] == told["seat_4"]["observation"]).all()
            told, _ = single.reset()


def test_batch_without_autoreset_refuses_a_finished_game():
    batch = commons_v0.batch_env(2, seats=3, max_cycles=1, autoreset="none")
    with pytest.raises(errors.StepBeforeResetError):
        batch.step(np.zeros((2, 3), np.int64))
    batch.reset(seed=0)
    batch.step(np.zeros((2, 3), np.int64))
    with pytest.raises(errors.EpisodeFinishedError):
        batch.step(np.zeros((2, 3), np.int64))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"render_mode": "film"}, "render_mode is 'film'; wanted None, 'human', 'ansi', 'rgb_array'"),
        ({"seats": 2}, "seats: came 2, wanted a whole number from 3 to 64"),
        ({"graph": "star"}, "graph: came 'star', wanted one of ring, grid, random"),
        ({"payoffs": "kind"}, "payoffs: came 'kind', wanted one of standard"),
        ({"changes": {"income": -1}}, "payoffs.income: came -1, wanted a whole number from 0 to 1,000"),
    ],
)
def test_wrong_option_is_named(target, options, words):
    with pytest.raises(errors.GarrisonError) as refused:
        commons_v0.parallel_env(target=target, **options)
    assert str(refused.value).startswith(words)


def test_wrong_call_is_named():
    env = commons_v0.parallel_env(seats=3, render_mode="rgb_array", render_size=7)
    with pytest.raises(errors.ClosedError):
        env.render()
    env.reset(seed=0)
    with pytest.raises(errors.OptionError, match="actions is without seat_1, seat_2; wanted one action of every seat"):
        env.step({"seat_0": 0})
    with pytest.raises(errors.OptionError, match=r"actions\['seat_1'\] is 0.5; wanted one whole number"):
        env.step({"seat_0": 0, "seat_1": 0.5, "seat_2": 1})
    with pytest.raises(errors.InvalidArgumentError, match="size: came 7, wanted 16 to 512 pixels"):
        env.render()
