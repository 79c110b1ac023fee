"""Self-play: past opponents stay as they were, who is met comes from the seed, runs go on bit for bit, and the past is rated."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import typer

from garrison import siege_v0
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.marl.brain import Brain
from garrison_agents.marl.duels import rated
from garrison_agents.marl.games import Seen
from garrison_agents.marl.networks import StackedMlp
from garrison_agents.marl.pool import NEWEST, Pool, Rivals
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.marl.sharing import Sharing
from garrison_agents.marl.siege import ATTACKER, DEFENDER, LOSING, LOST, WON, siege_games
from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.checkpoint import read_state, read_weights
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import Wishes, start

TINY: dict[str, Any] = {
    "game": "siege", "seats": 1, "envs": 2, "steps": 320, "hidden": [8], "max_ticks": 640, "log_every": 80, "eval_every": 160,
    "eval_episodes": 2, "pool_every": 80, "duels": 2, "budget": 2.0, "intensity": 3.0,
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "marl-dqn": {"learning_starts": 40, "batch_size": 8, "replay_size": 100, "target_every": 10},
    "marl-ppo": {"n_steps": 20, "minibatches": 2, "n_epochs": 1},
}


def run_here(algorithm: str, out: Path, **changes: Any) -> Path:
    """A run in this process; its folder."""
    wishes = {name: changes.pop(name) for name in ("pause_at", "resume") if name in changes}
    start(algorithm, settings_class(algorithm), {**TINY, **MORE[algorithm], **changes}, Wishes(out=out, quiet=True, **wishes))
    return next(out.glob(f"{algorithm}-*-s0"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder."""
    return run_here("marl-ppo", tmp_path_factory.mktemp("siege"))


def brain(seed: int = 0) -> Brain:
    return Brain(StackedMlp(1, 3, (4,), 5, 1.0, torch.Generator().manual_seed(seed)), Sharing(1, 1), draws=True)


def seen(n: int) -> Seen:
    return Seen(np.random.default_rng(0).random((n, 1, 3), np.float32), np.ones((n, 1, 5), np.int8))


def test_a_copy_stays_as_it_was_and_comes_back_from_its_state() -> None:
    pool, other = Pool(), Pool()
    pool.follow(brain())
    pool.add(0)
    before = pool.brain(0)(seen(50), np.random.default_rng(1))
    with torch.no_grad():
        for parameter in pool.newest.network.parameters():
            parameter += 1.0
    pool.add(100)
    assert np.array_equal(pool.brain(0)(seen(50), np.random.default_rng(1)), before)
    assert not np.array_equal(pool.brain(NEWEST)(seen(50), np.random.default_rng(1)), before)
    assert not any(parameter.requires_grad for parameter in pool.brain(0).network.parameters())
    other.follow(brain(9))
    other.restore(pool.state())
    for who in (0, 1):
        assert np.array_equal(other.brain(who)(seen(50), np.random.default_rng(1)), pool.brain(who)(seen(50), np.random.default_rng(1)))
    assert [member.steps for member in other.members] == [0, 100]


def test_who_is_met_comes_from_the_seed_and_from_who_wins() -> None:
    pool = Pool()
    pool.follow(brain())
    pool.add(0)
    pool.add(1)
    met = []
    for seed in (5, 5, 6):
        rivals = Rivals(pool, 400, newest=0.5, priority=1.0, losing=LOST)
        rivals.begin(seed)
        met.append(rivals.who.copy())
    assert np.array_equal(met[0], met[1]) and not np.array_equal(met[0], met[2])
    assert np.mean(met[0] == NEWEST) == pytest.approx(0.5, abs=0.08)
    for _ in range(8):
        pool.note(0, lost=True)
        pool.note(1, lost=False)
    pool.note(NEWEST, lost=True)
    np.testing.assert_allclose(pool.chances(1.0), [0.9, 0.1])
    np.testing.assert_allclose(pool.chances(0.0), [0.5, 0.5])
    pool.add(2)
    np.testing.assert_allclose(pool.chances(1.0), np.array([5 / 6, 1 / 6, 1 / 2]) / 1.5)
    rivals.who[:] = 1
    rivals.end(np.array([3, 7]), np.array([LOST, WON]))
    assert pool.members[1].met == 6.0 and pool.members[1].lost == 1.0
    assert (np.delete(rivals.who, [3, 7]) == 1).all()


def test_both_sides_are_games_of_their_own_and_go_on_alike() -> None:
    settings = MarlSettings(**{**TINY, "level": ("garrison-1",), "hidden": (8,)})
    shapes = {DEFENDER: (598 + 38, 127), ATTACKER: (829, 271)}
    for side, (width, actions) in shapes.items():
        other, chances = shapes[1 - side], np.random.default_rng(3)
        pool = Pool()
        pool.follow(Brain(StackedMlp(1, other[0], (8,), other[1], 1.0, torch.Generator().manual_seed(1)), Sharing(1, 1), draws=True))
        pool.add(0)
        games, twin = (siege_games(settings, 3, "local", ("garrison-1",), side, Rivals(pool, 3, 0.5, 1.0, LOSING[side])) for _ in range(2))
        now = games.reset([1, 2, 3])
        assert now.views.shape == (3, 1, width) and now.masks.shape == (3, 1, actions)
        for step in range(50):
            if step == 15:
                there = twin.restore(games.state())
            lots = np.where(now.masks == 1, chances.random(now.masks.shape), -1.0)
            turn = games.step(lots.argmax(axis=-1))
            assert ((turn.rewards >= 0) if side == ATTACKER else (turn.rewards <= 0)).all()
            if step >= 15:
                same = twin.step(lots.argmax(axis=-1))
                np.testing.assert_array_equal(now.views, there.views)
                np.testing.assert_array_equal(turn.rewards, same.rewards)
                there = same.seen
            if turn.ended:
                assert step == 39 and set(turn.ended["won"]) == {0.5}, "they are cut off"
            now = turn.seen
        assert pool.members[0].lost == 0
        games.close()
        twin.close()


@pytest.mark.parametrize("algorithm", MORE)
def test_a_run_goes_on_as_if_it_had_never_stopped_its_pool_too(algorithm: str, tmp_path: Path) -> None:
    whole = run_here(algorithm, tmp_path / "whole")
    with pytest.raises(typer.Exit):
        run_here(algorithm, tmp_path / "halves", pause_at=200)
    halves = next((tmp_path / "halves").iterdir())
    assert not (halves / "elo.csv").exists()
    run_here(algorithm, tmp_path / "halves", resume=[halves])
    for table in ("progress.csv", "eval.csv", "duels.csv", "elo.csv"):
        assert (halves / table).read_text() == (whole / table).read_text()
    pools = [read_state(folder / "last.pt")["learner"]["pools"] for folder in (whole, halves)]
    for one, same in zip(*pools, strict=True):
        assert [member["steps"] for member in one] == [0, 80, 160, 240, 320]
        for member, twin in zip(one, same, strict=True):
            assert (member["met"], member["lost"]) == (twin["met"], twin["lost"])
            assert all(torch.equal(value, twin["weights"][name]) for name, value in member["weights"].items())


def test_the_past_is_rated_and_the_last_copy_is_what_is_saved(trained: Path) -> None:
    duels, elo = read_table(trained / "duels.csv"), read_table(trained / "elo.csv")
    assert len(duels["games"]) == 25 and set(duels["games"]) == {2} and set(duels["won"]) == {1.0}, "all were cut: drawn"
    assert elo["attacks"] == [0.0] * 5 + [1.0] * 5 and elo["elo"] == pytest.approx([1500.0] * 10)
    assert sum(elo["lives"][:5]) == pytest.approx(sum(elo["lives"][5:])) == pytest.approx(-sum(duels["score"]) / 5)
    assert elo["steps"] == [0, 80, 160, 240, 320] * 2 and (trained / "elo.png").stat().st_size > 5_000
    weights, pools = read_weights(trained / "last.pt"), read_state(trained / "last.pt")["learner"]["pools"]
    for side, pool in zip(("defender", "attacker"), pools, strict=True):
        assert all(torch.equal(weights[f"{side}.policy.{name}"], value) for name, value in pool[-1]["weights"].items())
        assert any(not torch.equal(pool[0]["weights"][name], value) for name, value in pool[-1]["weights"].items())
    evals = read_table(trained / "eval.csv")
    assert evals["steps"] == [0, 160, 320] and all(0 <= share <= 1 for name in ("kept_mean", "taken_mean") for share in evals[name])


def test_who_wins_more_is_rated_higher() -> None:
    found = rated({(i, j): ([float(i > j)] * 4, [0.0] * 4) for i in range(3) for j in range(3)})
    for side in (DEFENDER, ATTACKER):
        ratings = [found[side, number].elo for number in range(3)]
        assert ratings == sorted(ratings) and ratings[0] < ratings[-1] - 100
    assert found[DEFENDER, 2].points == 8 and found[ATTACKER, 0].games == 12


def test_both_sides_of_a_checkpoint_are_agents(trained: Path) -> None:
    defender, attacker = make_agent(f"marl:{trained / 'last.pt'}"), make_agent(f"marl:{trained / 'last.pt'}@attacker")
    assert (attacker.views, attacker.action_space) == (("attacker", "attacker_mask"), "orders") and defender.action_space == "sites"
    games = siege_v0.batch_env(1, seats=1)
    views = games.session.reset(np.arange(1), np.array([3], np.uint64)).views
    for agent in (defender, attacker):
        agent.reset(None, 5)  # type: ignore[arg-type]  # it looks at nothing of it
        mine = {name: views[name][0, 0] for name in agent.views}
        mask = mine[agent.views[-1]]
        assert all(mask[agent.act(mine)] for _ in range(10))
    games.close()
    with pytest.raises(AgentError, match="wanted FILE@SEAT"):
        make_agent(f"marl:{trained / 'last.pt'}@both")


def test_what_only_a_siege_has_is_refused() -> None:
    with pytest.raises(SettingsError, match="pool_every: came 5, but commons has no such thing"):
        MarlSettings(pool_every=5)
    with pytest.raises(SettingsError, match="partner: came 'marl:x', but siege has no such thing"):
        MarlSettings(game="siege", seats=1, partner="marl:x")
