"""What DQN and PPO for several seats compute, against slow loops; and that they do learn, a little, at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from garrison_agents.apex.network import NEVER
from garrison_agents.marl.advantages import advantages
from garrison_agents.marl.brain import drawn, log_chances
from garrison_agents.marl.commons import CommonsGames
from garrison_agents.marl.dqn import DqnLearner
from garrison_agents.marl.exploring import Fall, explored
from garrison_agents.marl.games import Seen, Turn
from garrison_agents.marl.ppo import PpoLearner
from garrison_agents.marl.replay import Replay, Sample
from garrison_agents.marl.settings import BOLTZMANN, EPSILON, MarlDqnSettings, MarlPpoSettings, MarlSettings


class Echo:
    """A game in which seat k is paid for the action k + 1, of four; the first action is never legal. It is over after ten steps."""

    measures: tuple[str, ...] = ("reward",)
    engine: str = "echo"
    seats, width, actions, n = 2, 3, 4, 4

    def __init__(self) -> None:
        self._step, self._sums = 0, np.zeros(self.n)

    def _seen(self) -> Seen:
        views = np.zeros((self.n, self.seats, self.width), np.float32)
        views[:, 0, 0] = views[:, 1, 1] = views[..., 2] = 1
        return Seen(views, np.tile(np.array([0, 1, 1, 1], np.int8), (self.n, self.seats, 1)))

    def reset(self, seeds: Sequence[int]) -> Seen:
        self._step, self._sums = 0, np.zeros(self.n)
        return self._seen()

    def step(self, actions: np.ndarray) -> Turn:
        assert (actions > 0).all(), "an action that is not legal"
        rewards = (actions == np.array([1, 2])).astype(np.float32)
        self._step, self._sums = self._step + 1, self._sums + rewards.mean(axis=1)
        over, ended = self._step == 10, {}
        if over:
            ended, self._step, self._sums = {"reward": self._sums / 10}, 0, np.zeros(self.n)
        ends = np.full(self.n, over)
        return Turn(rewards, ends, np.zeros(self.n, np.bool_), self._seen(), self._seen(), ended)

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: dict[str, Any]) -> Seen:
        return self._seen()

    def close(self) -> None: ...


@pytest.mark.parametrize("sharing", ["shared", "independent"])
def test_both_learn_what_pays_and_never_what_is_not_legal(sharing: str) -> None:
    more: dict[str, Any] = {"seats": 2, "sharing": sharing, "hidden": (16,), "learning_rate": 5e-3, "reward_scale": 1.0, "gamma": 0.5}
    quick = MarlDqnSettings(steps=1600, learning_starts=100, train_every=4, target_every=20, **more)
    learners = (DqnLearner(quick, Echo()), PpoLearner(MarlPpoSettings(n_steps=20, **more), Echo()))
    for learner in learners:
        learner.begin()
        while learner.steps < 1600:
            learner.turn()
        actions = learner.policy(0)(learner.seen)
        assert (actions == [1, 2]).mean() > 0.8, (type(learner), actions)


def test_errors_are_those_of_double_q_learning_over_legal_actions() -> None:
    settings = MarlDqnSettings(seats=4, envs=2, sharing="independent", hidden=(8,), gamma=0.9, learning_rate=0.05, target_every=3)
    learner = DqnLearner(settings, CommonsGames(settings, 2))
    random = np.random.default_rng(3)
    for _ in range(4):  # the target is another network from the second update on
        views, later = random.random((2, 5, 4, 43), np.float32)
        masks = (random.random((5, 4, 3)) < 0.5).astype(np.int8)
        masks[..., 1] = 1
        actions, rewards = random.integers(0, 3, (5, 4)), random.standard_normal((5, 4)).astype(np.float32)
        going_on = (random.random((5, 4)) < 0.7).astype(np.float32)

        def of(network: Any, seat: int, view: np.ndarray) -> np.ndarray:
            seen = torch.tensor(np.broadcast_to(view, (4, 1, 43)).copy())
            return np.asarray(network(seen)[seat, 0].detach())

        slow = []
        for i in range(5):
            for seat in range(4):
                best = max(np.flatnonzero(masks[i, seat]), key=lambda action: of(learner.network, seat, later[i, seat])[action])
                target = rewards[i, seat] + 0.9 * going_on[i, seat] * of(learner.target, seat, later[i, seat])[best]
                slow.append(abs(target - of(learner.network, seat, views[i, seat])[actions[i, seat]]))
        learner.learn(Sample(views, actions, rewards, going_on, later, masks))
        assert learner.tally.learnt[-1][1] == pytest.approx(np.mean(slow), rel=1e-4)


def test_advantages_are_those_of_a_loop_over_one_seat() -> None:
    random = np.random.default_rng(0)
    rewards, values, later = random.standard_normal((3, 7, 2, 3))
    terminated, truncated = random.random((7, 2)) < 0.2, random.random((7, 2)) < 0.2
    found = advantages(rewards, values, later, terminated, truncated, 0.9, 0.8)
    for game in range(2):
        for seat in range(3):
            for begin in range(7):
                expected, weight = 0.0, 1.0
                for t in range(begin, 7):
                    worth = 0.0 if terminated[t, game] else later[t, game, seat]
                    expected += weight * (rewards[t, game, seat] + 0.9 * worth - values[t, game, seat])
                    weight *= 0.9 * 0.8
                    if terminated[t, game] or truncated[t, game]:
                        break
                assert found[begin, game, seat] == pytest.approx(expected, abs=1e-5)


def test_explorers_keep_to_legal_actions_and_to_their_share() -> None:
    random = np.random.default_rng(0)
    values = np.tile(np.array([[3.0, 1.0, NEVER, 2.0], [0.0, NEVER, NEVER, NEVER]], np.float32), (20_000, 1, 1))
    counts = np.bincount(explored(EPSILON, values, 0.3, random)[:, 0], minlength=4) / 20_000
    np.testing.assert_allclose(counts, [0.8, 0.1, 0.0, 0.1], atol=0.01)
    counts = np.bincount(explored(BOLTZMANN, values, 1.0, random)[:, 0], minlength=4) / 20_000
    np.testing.assert_allclose(counts, np.exp([3, 1, -99, 2]) / np.exp([3, 1, -99, 2]).sum(), atol=0.01)
    for kind, amount in ((EPSILON, 1.0), (BOLTZMANN, 5.0), (BOLTZMANN, 0.0)):
        assert (explored(kind, values, amount, random)[:, 1] == 0).all()
    assert (explored(BOLTZMANN, values, 0.0, random)[:, 0] == 0).all()
    fall = Fall(1.0, 0.2, 0.5, 1000)
    assert [fall.at(step) for step in (0, 250, 500, 900)] == [1.0, pytest.approx(0.6), pytest.approx(0.2), pytest.approx(0.2)]
    assert Fall(0.1, 0.1, 0.0, 1000).at(0) == 0.1


def test_chances_of_illegal_actions_are_none() -> None:
    logits = torch.tensor([[1.0, 2.0, 3.0]]).requires_grad_()
    chances = log_chances(logits, torch.tensor([[1, 0, 1]]))
    np.testing.assert_allclose(chances.exp().detach(), [[np.exp(1), 0, np.exp(3)] / (np.exp(1) + np.exp(3))], rtol=1e-5)
    (chances.exp() * chances).sum().backward()
    assert logits.grad is not None and torch.isfinite(logits.grad).all() and logits.grad[0, 1] == 0
    actions, _ = drawn(np.tile(chances.detach().numpy(), (20_000, 1)), np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(actions, minlength=3) / 20_000, chances.exp().detach().numpy()[0], atol=0.01)


def test_the_replay_gives_every_seat_its_own_and_goes_on_alike() -> None:
    replay, other = (Replay(6, 2, 1, 2, seed) for seed in (0, 1))
    for moment in range(5):
        numbers = np.array([[[100 * moment + 10 * game + seat] for seat in range(2)] for game in range(2)], np.float32)
        flat = numbers[..., 0]
        replay.add(Sample(numbers, flat.astype(np.int64), flat, flat, numbers + 1000, np.ones((2, 2, 2), np.int8)))
    assert len(replay) == 6
    other.restore(replay.state())
    drawn_now, drawn_there = replay.draw(50), other.draw(50)
    for one, there in zip(drawn_now, drawn_there, strict=True):
        np.testing.assert_array_equal(one, there)
    assert (drawn_now.views[..., 0] % 10 == [0, 1]).all() and drawn_now.views.min() >= 200
    np.testing.assert_array_equal(drawn_now.next_views, drawn_now.views + 1000)
    np.testing.assert_array_equal(drawn_now.actions, drawn_now.rewards)


def test_games_go_on_bit_for_bit_and_tell_what_a_step_led_to() -> None:
    settings = MarlSettings(seats=4, change=("max_steps=20",))
    games, random = CommonsGames(settings, 3), np.random.default_rng(0)
    seen = games.reset([1, 2, 3])
    assert seen.views.shape == (3, 4, games.width) and seen.masks.shape == (3, 4, games.actions)
    actions = random.integers(0, 3, (25, 3, 4))
    for step in range(12):
        games.step(actions[step])
    other = CommonsGames(settings, 3)
    other.restore(games.state())
    for step in range(12, 25):
        one, there = games.step(actions[step]), other.step(actions[step])
        np.testing.assert_array_equal(one.seen.views, there.seen.views)
        np.testing.assert_array_equal(one.rewards, there.rewards)
        assert one.truncated.all() == (step == 19) == bool(one.ended)
        if one.ended:
            assert not np.array_equal(one.last.views, one.seen.views)
            for name in games.measures:
                np.testing.assert_array_equal(one.ended[name], there.ended[name])
        else:
            np.testing.assert_array_equal(one.last.views, one.seen.views)
