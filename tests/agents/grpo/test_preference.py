"""Preference objectives against the papers' formulas in plain Python, pairs of recorded episodes, and short runs."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from agents.grpo.conftest import CPU, episode, turn
from agents.grpo.test_train import Refused, refused, run_here
from garrison_agents.grpo.data import Group, Task
from garrison_agents.grpo.learner import LearnerOptions
from garrison_agents.grpo.preference.learner import PairLearner, sides_of
from garrison_agents.grpo.preference.objectives import Sides, losses
from garrison_agents.grpo.preference.pairs import Pair, pairs_of, regrouped
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.toy.policy import ToyTokenPolicy
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import read_table

__all__ = ["refused"]
KINDS = (
    "dpo:beta=0.3",
    "simpo:beta=2.5,gamma=0.7",
    "fdpo:divergence=reverse_kl",
    "fdpo:divergence=js,beta=0.4",
    "fdpo:divergence=alpha,alpha=0.3",
)


def random_sides(n: int = 16, spread: float = 4.0) -> Sides:
    dice = torch.Generator().manual_seed(0)
    chosen, rejected = (-spread * torch.rand(n, generator=dice) * 10 for _ in range(2))
    before = (one + spread * torch.randn(n, generator=dice) for one in (chosen, rejected))
    tokens = (torch.randint(1, 30, (n,), generator=dice).float() for _ in range(2))
    return Sides(chosen.requires_grad_(), rejected.requires_grad_(), *before, *tokens)


def naive(kind: str, options: dict[str, Any], c: float, r: float, c0: float, r0: float, nc: float, nr: float) -> float:
    """-log sigmoid, as the papers write it."""
    beta = float(options.get("beta", 0.1))
    u, v = math.exp(c - c0), math.exp(r - r0)
    if kind == "simpo":
        z = beta / nc * c - beta / nr * r - float(options["gamma"])
    elif kind == "dpo" or options["divergence"] == "reverse_kl":
        z = beta * math.log(u) - beta * math.log(v)
    elif options["divergence"] == "js":
        z = beta * math.log(2 * u / (1 + u)) - beta * math.log(2 * v / (1 + v))
    else:
        a = float(options["alpha"])
        z = beta * (1 - u**-a) / a - beta * (1 - v**-a) / a
    return -math.log(1 / (1 + math.exp(-z)))


@pytest.mark.parametrize("spec", KINDS)
def test_losses_are_the_papers_formulas(spec: str) -> None:
    kind, _, rest = spec.partition(":")
    sides, options = random_sides(), dict(part.split("=") for part in rest.split(","))
    numbers = zip(*(getattr(sides, name).tolist() for name in vars(sides)), strict=True)
    assert losses(make("preference", spec), sides).tolist() == pytest.approx([naive(kind, options, *row) for row in numbers], abs=1e-5)


def test_what_an_objective_cannot_be_is_refused() -> None:
    for spec, says in (
        ("fdpo:divergence=chi", "divergence: came 'chi', wanted reverse_kl, js or alpha"),
        ("fdpo:divergence=alpha,alpha=1", "alpha: came 1, wanted above 0 and below 1"),
        ("simpo:beta=0", "beta: came 0, wanted more than 0"),
        ("kto", "came 'kto', wanted one of dpo, simpo, fdpo"),
    ):
        with pytest.raises(SettingsError, match=says):
            make("preference", spec)


def test_episodes_of_one_state_that_are_apart_are_pairs() -> None:
    good, fair, bad = (episode(k, [turn(), turn((8, 9), (10, 1))], score) for k, score in enumerate((0.9, 0.5, 0.46)))
    there = Task("garrison-1", 5, 1)
    groups = [Group(there, (good,)), Group(there, (fair, bad)), Group(Task("garrison-1", 6, 1), (bad,)),
              Group(Task("garrison-1", 5, 1, b"snapshot"), (bad,)), Group(there, (bad,), void="lost")]  # fmt: skip
    for context, rows in (("turn", 2), ("episode", 1)):
        found = pairs_of(groups, context, 0.05)
        assert [round(pair.margin, 2) for pair in found] == [0.4, 0.44] and len(found[0].chosen) == rows
        assert sum(float(row.mask.sum()) for row in found[0].chosen) == 4
    each = [Group(Task("garrison-1", 7, 2), (one, other)) for one, other in ((good, fair), (bad, bad))]
    again = regrouped(each)
    assert [group.task.seed for group in again] == [7, 8] and [e.normalised for e in again[1].episodes] == [0.5, 0.46]
    assert [e.member for e in again[0].episodes] == [0, 1]


def some_pairs(n: int = 6) -> list[Pair]:
    rng = np.random.default_rng(0)
    made = [
        [turn(rng.integers(2, 250, rng.integers(3, 9)), rng.integers(2, 250, rng.integers(2, 6))) for _ in range(3)] for _ in range(2 * n)
    ]
    groups = [Group(Task("x", i, 2), (episode(0, made[2 * i], 0.9), episode(1, made[2 * i + 1], 0.1))) for i in range(n)]
    return pairs_of(groups, "turn", 0.0)


def pair_learner(spec: str, **options: Any) -> PairLearner:
    policy: ToyTokenPolicy = make("policy", "toy:width=32", 0, CPU)
    return PairLearner(policy, make("preference", spec), (), LearnerOptions(**options), CPU, 0)


@pytest.mark.parametrize("spec", KINDS)
def test_the_gradient_in_two_passes_and_in_parts_is_that_of_the_whole(spec: str) -> None:
    pairs, learner = some_pairs(), pair_learner(spec, micro_rows=5, max_grad_norm=1e9, learning_rate=1e-9)
    told = learner.learn(pairs)
    found = [one.grad.clone() for one in learner.trained if one.grad is not None]
    sums = torch.stack([sum_of(learner, side) for side in sides_of(pairs)])
    tokens = torch.tensor([float(sum(row.mask.sum() for row in side)) for side in sides_of(pairs)])
    before = sums.detach() if learner.reference is not None else torch.zeros_like(sums)
    whole = losses(learner.loss, Sides(sums[0::2], sums[1::2], before[0::2], before[1::2], tokens[0::2], tokens[1::2])).mean()
    learner.optimiser.zero_grad()
    whole.backward()  # type: ignore[no-untyped-call]
    assert told["loss"] == pytest.approx(float(whole.detach()), abs=1e-5)
    for one, other in zip(learner.trained, found, strict=True):
        assert one.grad is not None and torch.allclose(one.grad, other, atol=1e-5)


def sum_of(learner: PairLearner, side: Any) -> torch.Tensor:
    """An episode's log-probability, row by row."""
    total = torch.zeros(())
    for row in side:
        tokens = torch.from_numpy(row.tokens)[None]
        wanted = torch.from_numpy(row.mask)[None] > 0
        total = total + learner.policy.forward(tokens, torch.ones_like(wanted), wanted).logprobs.sum()
    return total


@pytest.mark.parametrize("loss", ["simpo", "fdpo:divergence=js"])
def test_a_short_run_raises_the_share_of_pairs_held_the_right_way_round(tmp_path: Path, loss: str) -> None:
    folder = run_here(tmp_path, "dpo", loss=loss)
    progress = read_table(folder / "progress.csv")
    assert progress["accuracy"][-1] > max(progress["accuracy"][0], 0.9) and progress["loss"][-1] < progress["loss"][0]
    assert progress["pairs"][0] >= 1 and progress["apart_mean"][0] > 0


def test_players_that_come_out_alike_are_refused(refused: Refused) -> None:
    says = refused("dpo", players=["expert", "expert"], record_episodes=1)
    assert "players: expert, expert came out alike, within gap 0; wanted some who play better" in says
