"""Errors and targets against a loop over one decision, and the legal actions that they may speak of."""

from typing import Any

import numpy as np
import pytest
import torch

from garrison_agents.apex.actor import Actor
from garrison_agents.apex.fragment import Batch
from garrison_agents.apex.learner import Learner, LearnerOptions
from garrison_agents.apex.player import ApexPlayer, network_recipe
from garrison_agents.apex.recipes import NetworkRecipe, actor_recipe
from garrison_agents.apex.replay import LEAST, Replay
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.apex.train import about_run

OPTIONS = LearnerOptions(learning_rate=1e-2, adam_epsilon=1e-5, max_grad_norm=10.0, target_every=3)
NETWORK = NetworkRecipe((("rich", (6,)),), actions=5, hidden=(16,))
CPU = torch.device("cpu")


def made_up_batch(n: int, seed: int) -> Batch:
    random = np.random.default_rng(seed)
    masks = (random.random((n, 5)) < 0.4).astype(np.uint8)
    masks[np.arange(n), random.integers(0, 5, n)] = 1
    return Batch(
        views={"rich": random.standard_normal((n, 6)).astype(np.float32)},
        next_views={"rich": random.standard_normal((n, 6)).astype(np.float32)},
        next_masks=masks,
        actions=random.integers(0, 5, n).astype(np.int32),
        sums=random.standard_normal(n).astype(np.float32),
        discounts=np.where(random.random(n) < 0.3, 0.0, 0.9).astype(np.float32),
        weights=random.random(n).astype(np.float32),
        places=np.arange(n),
        serials=np.zeros(n, np.int64),
    )


def values(network: Any, views: Any) -> np.ndarray:
    with torch.no_grad():
        found: np.ndarray = network({name: torch.tensor(view) for name, view in views.items()}).numpy()
    return found


def slow_errors(learner: Learner, batch: Batch) -> list[float]:
    """Double Q-learning over legal actions, one decision at a time."""
    now, later = values(learner.network, batch.views), values(learner.network, batch.next_views)
    worth = values(learner.target, batch.next_views)
    errors = []
    for i in range(len(batch.actions)):
        legal = [action for action in range(5) if batch.next_masks[i, action]]
        best = max(legal, key=lambda action: later[i, action])
        errors.append(abs(batch.sums[i] + batch.discounts[i] * worth[i, best] - now[i, batch.actions[i]]))
    return errors


def test_errors_are_those_of_double_q_learning_over_legal_actions() -> None:
    learner = Learner(NETWORK.build(0), OPTIONS, CPU)
    for seed in range(5):  # the target is another network from the second update on
        batch = made_up_batch(64, seed)
        wanted = slow_errors(learner, batch)
        np.testing.assert_allclose(learner.errors(batch), wanted, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(learner.update(batch).errors, wanted, rtol=1e-4, atol=1e-6)


def test_an_action_that_is_not_legal_is_never_the_best_however_good_it_looks() -> None:
    learner = Learner(NETWORK.build(0), OPTIONS, CPU)
    with torch.no_grad():
        learner.network.advantage.bias[2] = learner.target.advantage.bias[2] = 1000.0
    batch = made_up_batch(64, 0)
    batch.next_masks[:, 2], batch.next_masks[:, 0] = 0, 1
    batch = batch._replace(actions=np.where(batch.actions == 2, 1, batch.actions))
    assert slow_errors(learner, batch) == pytest.approx(learner.errors(batch).tolist(), rel=1e-3)
    player = ApexPlayer(learner.network, ("rich",), "sites", stack=1)
    player.begin(64)
    assert 2 not in player.act({"rich": batch.next_views["rich"], "mask": batch.next_masks}, np.arange(64))


def test_learning_on_one_batch_brings_its_errors_down() -> None:
    learner, batch = Learner(NETWORK.build(0), OPTIONS, CPU), made_up_batch(64, 0)
    batch = batch._replace(discounts=np.zeros(64, np.float32), weights=np.ones(64, np.float32))
    first = learner.errors(batch).mean()
    for _ in range(60):
        learner.update(batch)
    assert learner.errors(batch).mean() < 0.5 * first


def test_the_target_is_copied_only_when_it_is_time() -> None:
    learner = Learner(NETWORK.build(0), OPTIONS, CPU)
    batch = made_up_batch(32, 0)
    same = []
    for _ in range(6):
        learner.update(batch)
        pairs = zip(learner.network.parameters(), learner.target.parameters(), strict=True)
        same.append(all(torch.equal(a, b) for a, b in pairs))
    assert same == [False, False, True, False, False, True]


@pytest.fixture(scope="module")
def played() -> tuple[Learner, Replay]:
    """A real actor's fragments in a replay, and the learner whose parameters it played by."""
    settings = ApexSettings(envs=4, fragment_steps=80, hidden=(16,), actors=1, max_ticks=1600)
    recipe = network_recipe(about_run(settings, ("local",)))
    learner = Learner(recipe.build(0), OPTIONS, CPU)
    actor = Actor(actor_recipe(settings, recipe, ("local",)), 0)
    replay = Replay(actor.recipe.fragment, 2000, alpha=0.6, beta=0.4, seed=0)
    actor.set_parameters(learner.parameters())
    ended = []
    for _ in range(3):
        fragment, report = actor.play()
        replay.add(fragment)
        ended += report.ended
    actor.close()
    assert ended  # some decisions have no next, or a last one
    return learner, replay


def test_an_actors_priorities_are_the_absolute_td_errors(played: tuple[Learner, Replay]) -> None:
    learner, replay = played
    batch = replay.sample(500)
    assert batch is not None
    errors = replay.priorities[batch.places] ** (1 / 0.6) - LEAST
    np.testing.assert_allclose(errors, learner.errors(batch), rtol=1e-3, atol=1e-5)


def test_the_learners_priorities_are_the_absolute_td_errors(played: tuple[Learner, Replay]) -> None:
    learner, replay = played
    batch = replay.sample(100)
    assert batch is not None
    wanted = learner.errors(batch)
    replay.reprioritise(batch.places, batch.serials, learner.update(batch).errors)
    errors = replay.priorities[batch.places] ** (1 / 0.6) - LEAST
    np.testing.assert_allclose(errors, wanted, rtol=1e-3, atol=1e-5)
