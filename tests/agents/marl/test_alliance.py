"""Seats on a map: who is trained and who is not, runs that go on, and what was trained as a partner and as an agent."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from garrison import alliance_v0
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.marl.alliance import alliance_games
from garrison_agents.marl.games import Seen
from garrison_agents.marl.partners import RandomLegal
from garrison_agents.marl.player import TrainedSeats
from garrison_agents.marl.settings import MarlPpoSettings, MarlSettings
from garrison_agents.training.checkpoint import read_about
from garrison_agents.training.errors import CheckpointError, SettingsError
from garrison_agents.training.folder import read_table
from garrison_agents.training.start import Wishes, start

TINY: dict[str, Any] = {
    "game": "alliance", "seats": 2, "envs": 2, "steps": 160, "hidden": [8], "n_steps": 20, "minibatches": 2, "n_epochs": 1,
    "max_ticks": 640, "log_every": 40, "eval_every": 80, "eval_episodes": 2,
}  # fmt: skip


def run_here(out: Path, **changes: Any) -> Path:
    """A run in this process; its folder."""
    wishes = {name: changes.pop(name) for name in ("pause_at", "resume", "start") if name in changes}
    start("marl-ppo", MarlPpoSettings, {**TINY, **changes}, Wishes(out=out, quiet=True, **wishes))
    return next(out.iterdir())


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of two seats, each with a network of its own."""
    return run_here(tmp_path_factory.mktemp("alliance"), sharing="independent") / "best.pt"


def test_only_the_first_seats_are_trained_and_the_partner_plays_on_alike() -> None:
    settings = MarlSettings(game="alliance", seats=3, trained=1, max_ticks=1280)
    games = alliance_games(settings, 2, "local", ("garrison-1",))
    seen, me = games.reset([5, 6]), RandomLegal(1)
    assert seen.views.shape == (2, 1, 598 + 3 * 38) and seen.masks.shape == (2, 1, games.actions)
    for _ in range(30):
        seen = games.step(me(seen)).seen
    other = alliance_games(settings, 2, "local", ("garrison-1",))
    there = other.restore(games.state())
    for step in range(60):
        np.testing.assert_array_equal(seen.views, there.views)
        np.testing.assert_array_equal(seen.masks, there.masks)
        actions = me(seen)
        turn, same = games.step(actions), other.step(actions)
        assert turn.rewards.shape == (2, 1) and turn.truncated.all() == (step == 49) == bool(turn.ended)
        if turn.ended:
            assert set(turn.ended) == set(games.measures) and (turn.ended["length"] == 80).all()
            assert not np.array_equal(turn.last.views, turn.seen.views)
        np.testing.assert_array_equal(turn.last.views, same.last.views)
        seen, there = turn.seen, same.seen


def test_a_run_goes_on_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    whole = run_here(tmp_path / "whole", trained=1)
    with pytest.raises(BaseException, match="130"):
        run_here(tmp_path / "halves", trained=1, pause_at=90)
    halves = next((tmp_path / "halves").iterdir())
    run_here(tmp_path / "halves", trained=1, resume=[halves])
    for table in ("progress.csv", "eval.csv"):
        assert (halves / table).read_text() == (whole / table).read_text()
    assert whole.name == "marl-ppo-alliance1of2-shared+garrison-1-s0"
    assert all(0 <= score <= 1 for score in read_table(whole / "eval.csv")["normalised_mean"])


def test_what_was_trained_is_a_partner_that_stays_as_it_is(trained: Path, tmp_path: Path) -> None:
    assert read_about(trained, ("marl-ppo",))["nets"] == 2
    assert run_here(tmp_path, trained=1, partner=f"marl:{trained}").exists()
    seen = Seen(*np.split(np.random.default_rng(0).random((2, 4, 2, 674), np.float32), 1)[0][:1], np.ones((4, 2, 1), np.int8))
    about = read_about(trained, ("marl-ppo",))
    masks = np.zeros((4, 2, about["actions"]), np.int8)
    masks[:, 0, 3] = masks[:, 1, 7] = 1
    both = TrainedSeats(trained, [0, 1])
    assert (both(Seen(seen.views, masks)) == [3, 7]).all()
    masks[:] = 1
    views = np.repeat(seen.views[:, :1], 2, axis=1)  # both see the same, and have other networks
    first, last = (TrainedSeats(trained, [seat]).brain.network(_rows(views[:, :1])).detach().numpy() for seat in (0, 1))
    together = both.brain.network(_rows(views)).detach().numpy()
    np.testing.assert_allclose(together[0], first[0], rtol=1e-5)
    np.testing.assert_allclose(together[1], last[0], rtol=1e-5)
    assert np.abs(first - last).max() > 1e-6


def _rows(views: np.ndarray) -> Any:
    import torch

    return torch.tensor(views).transpose(0, 1)


def test_what_was_trained_is_an_agent(trained: Path) -> None:
    agent = make_agent(f"marl:{trained}@1")
    assert agent.views == ("structured_norm", "allies", "mask") and agent.action_space == "sites"
    games = alliance_v0.batch_env(1, seats=2)
    views = games.session.reset(np.arange(1), np.array([3], np.uint64)).views
    agent.reset(None, 5)  # type: ignore[arg-type]  # it looks at nothing of it
    mine = {name: views[name][0, 1] for name in agent.views}
    chosen = [agent.act(mine) for _ in range(20)]
    assert all(mine["mask"][action] for action in chosen)
    agent.reset(None, 5)  # type: ignore[arg-type]
    assert [agent.act(mine) for _ in range(20)] == chosen
    with pytest.raises(CheckpointError, match="as in a game of 2 seats; came 674 and 5"):
        agent.act({**mine, "mask": np.ones(5, np.uint8)})
    with pytest.raises(AgentError, match="wanted FILE@SEAT"):
        make_agent(f"marl:{trained}@x")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"trained": 3}, "trained: came 3, wanted at most the 2 seats"),
    ({"partner": "expert"}, "partner: came 'expert', wanted random-legal or marl:FILE"),
    ({"action_space": "native"}, "action_space: came 'native', wanted sites or grid:SPLIT"),
    ({"view": ["pixels:40"]}, "view: came pictures"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_games_that_cannot_be_are_refused(changes: dict[str, Any], says: str) -> None:
    settings = MarlSettings(game="alliance", seats=2).with_changes(changes)
    with pytest.raises(SettingsError, match=says):
        alliance_games(settings, 1, "local", settings.levels)


def test_what_only_the_commons_has_is_refused() -> None:
    with pytest.raises(SettingsError, match="payoffs: came 'harsh', but alliance has no such thing"):
        MarlSettings(game="alliance", seats=2, payoffs="harsh")
