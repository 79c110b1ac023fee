"""Which network plays which seat: a shared one really is shared, and no gradient crosses from one network to another."""

from typing import Any

import numpy as np
import pytest
import torch

from garrison_agents.marl.commons import CommonsGames
from garrison_agents.marl.dqn import DqnLearner
from garrison_agents.marl.networks import StackedMlp, clip_each
from garrison_agents.marl.ppo import PpoLearner
from garrison_agents.marl.replay import Sample
from garrison_agents.marl.settings import MarlDqnSettings, MarlPpoSettings
from garrison_agents.marl.sharing import Sharing, sharing_of
from garrison_agents.training.errors import SettingsError

SEATS = 4
SMALL: dict[str, Any] = {"seats": SEATS, "envs": 3, "hidden": (16,), "device": "cpu"}


def dqn(sharing: str) -> DqnLearner:
    settings = MarlDqnSettings(sharing=sharing, **SMALL)
    return DqnLearner(settings, CommonsGames(settings, settings.envs))


def sample(k: int, seed: int) -> Sample:
    random = np.random.default_rng(seed)
    masks = (random.random((k, SEATS, 3)) < 0.6).astype(np.int8)
    masks[..., 0] = 1
    return Sample(
        random.random((k, SEATS, 43), np.float32), random.integers(0, 3, (k, SEATS)), random.standard_normal((k, SEATS)).astype(np.float32),
        np.ones((k, SEATS), np.float32), random.random((k, SEATS, 43), np.float32), masks,
    )  # fmt: skip


@pytest.mark.parametrize("nets", [1, 2, 4])
def test_seats_are_dealt_to_their_networks_and_gathered_again(nets: int) -> None:
    sharing, of_seats = Sharing(nets, SEATS), torch.arange(3 * SEATS * 2).reshape(3, SEATS, 2)
    dealt = sharing.dealt(of_seats)
    assert dealt.shape == (nets, 3 * SEATS // nets, 2)
    for seat in range(SEATS):
        assert {tuple(row) for row in of_seats[:, seat].tolist()} <= {tuple(row) for row in dealt[seat * nets // SEATS].tolist()}
    assert torch.equal(sharing.gathered(dealt), of_seats)


def test_words_for_sharing() -> None:
    assert [sharing_of(word, 8).nets for word in ("shared", "independent", "groups:2")] == [1, 8, 2]
    for word in ("both", "groups:3", "groups:0"):
        with pytest.raises(SettingsError, match=f"sharing: came '{word}' for 8 seats, wanted shared, independent"):
            sharing_of(word, 8)


def test_seats_that_share_choose_alike_and_others_do_not() -> None:
    learner = dqn("shared")
    learner.begin()
    learner.seen.views[:] = learner.seen.views[:1, :1]  # all seats see the same
    values = learner.values(learner.seen)
    assert np.ptp(values.reshape(-1, 3), axis=0).max() < 1e-5
    other = dqn("independent")
    other.begin()
    other.seen.views[:] = other.seen.views[:1, :1]
    assert np.ptp(other.values(other.seen)[0], axis=0).min() > 1e-3


@pytest.mark.parametrize("sharing", ["independent", "groups:2"])
def test_no_gradient_of_a_dqn_crosses_to_another_network(sharing: str) -> None:
    learner, block = dqn(sharing), SEATS // sharing_of(sharing, SEATS).nets
    before = [parameter.detach().clone() for parameter in learner.network.parameters()]
    one = sample(8, 0)
    changed = one._replace(rewards=one.rewards.copy())
    changed.rewards[:, -1] += 100.0
    learner.learn(one)
    once = [parameter.detach().clone() for parameter in learner.network.parameters()]
    again = dqn(sharing)
    again.learn(changed)
    for first, then, other in zip(before, once, again.network.parameters(), strict=True):
        assert not torch.equal(first, then)
        assert torch.equal(then[:-1], other[:-1])
    last = [not torch.equal(then[-1], other[-1]) for then, other in zip(once, again.network.parameters(), strict=True)]
    assert any(last), f"the last {block} seats were given other rewards"


def test_a_shared_network_learns_from_every_seat() -> None:
    one = sample(8, 0)
    for seat in range(SEATS):
        changed = one._replace(rewards=one.rewards.copy())
        changed.rewards[:, seat] += 5.0
        learners = [dqn("shared"), dqn("shared")]
        for learner, data in zip(learners, (one, changed), strict=True):
            learner.learn(data)
        assert any(not torch.equal(*pair) for pair in zip(*(learner.network.parameters() for learner in learners), strict=True)), seat


def test_stacked_networks_are_those_that_would_learn_alone() -> None:
    stack = StackedMlp(3, 5, (7,), 2, 1.0, torch.Generator().manual_seed(1))
    seen = torch.randn(3, 6, 5, generator=torch.Generator().manual_seed(2))
    stack(seen).square().mean(dim=(1, 2)).sum().backward()
    clip_each(stack.parameters(), 0.1)
    for k in range(3):
        layers = [torch.nn.Linear(5, 7), torch.nn.Linear(7, 2)]
        with torch.no_grad():
            for layer, weight, bias in zip(layers, stack.weights, stack.biases, strict=True):
                layer.weight.copy_(weight[k].T)
                layer.bias.copy_(bias[k, 0])
        alone = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1])
        alone(seen[k]).square().mean().backward()
        torch.nn.utils.clip_grad_norm_(alone.parameters(), 0.1)
        for layer, weight, bias in zip(layers, stack.weights, stack.biases, strict=True):
            assert weight.grad is not None and bias.grad is not None and layer.weight.grad is not None
            torch.testing.assert_close(layer.weight.grad, weight.grad[k].T)
            torch.testing.assert_close(layer.bias.grad, bias.grad[k, 0])


def test_no_gradient_of_a_ppo_crosses_to_another_network() -> None:
    made = []
    for more in (0.0, 10.0):
        settings = MarlPpoSettings(sharing="independent", n_steps=8, minibatches=2, n_epochs=1, **SMALL)
        learner = PpoLearner(settings, CommonsGames(settings, settings.envs))
        learner.begin()
        played = learner.play()
        played.advantages[:, -1] += more * torch.arange(len(played.actions))
        played.returns[:, -1] += more
        learner.learn(played)
        made.append(list(learner.networks.parameters()))
    assert all(torch.equal(one[:-1], other[:-1]) for one, other in zip(*made, strict=True))
    assert any(not torch.equal(one[-1], other[-1]) for one, other in zip(*made, strict=True))
