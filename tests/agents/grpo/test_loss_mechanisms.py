"""What the losses and regularisers of the literature's variants add: seen with it, and not without it. And what a resume keeps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from agents.grpo.conftest import CPU, episode, turn
from agents.grpo.test_mechanisms import group_of, rows
from garrison_agents.grpo.buffers import Remix
from garrison_agents.grpo.data import Batch, Row, collate
from garrison_agents.grpo.interfaces import Forward
from garrison_agents.grpo.learner import Learner, LearnerOptions
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.toy.policy import ToyTokenPolicy
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.packing import packed, unpacked

Probe = Callable[[str], bool]


def batch_of(advantages: list[float], lengths: list[int] | None = None) -> Batch:
    """Rows of a prompt token and some reply tokens, each drawn at log-probability 0."""
    made = []
    for i, value in enumerate(advantages):
        n = 1 + (lengths[i] if lengths else 3)
        mask, zeros = np.array([0.0] + [1.0] * (n - 1), np.float32), np.zeros(n, np.float32)
        made.append(Row(np.arange(n), mask, zeros, np.full(n, value, np.float32) * mask, zeros, np.zeros(n, np.int32), i, 0, 0))
    return collate(made, 0, longest=8)


def gradient(spec: str, batch: Batch, apart: list[list[float]]) -> Tensor:
    """Of the loss, (b, t) by each token's log-probability, which lies so far from the sampler's."""
    logprobs = torch.tensor([[0.0, *row] for row in apart], requires_grad=True)
    loss = make("loss", spec)
    loss.normalise(loss(Forward(logprobs, torch.zeros_like(logprobs)), batch).tokens, batch).backward()
    assert logprobs.grad is not None
    return logprobs.grad


def weighs_tokens_of_long_rows_alike(spec: str) -> bool:
    found = gradient(spec, batch_of([1.0, 1.0], [1, 3]), [[0.0] * 3] * 2)
    return bool(found[0, 1] == found[1, 1])


def lets_the_unlikely_grow_further(spec: str) -> bool:
    found = gradient(spec, batch_of([1.0]), [[np.log(1.25), np.log(1.5), np.log(0.5)]])
    return bool(found[0, 1] != 0 and found[0, 2] == 0 and found[0, 3] != 0)


def looks_at_the_whole_row(spec: str) -> bool:
    found = gradient(spec, batch_of([1.0]), [[1.0, -1.0, 0.0]])  # likelier here, less there, as likely in all
    return bool((found[0, 1:] == found[0, 1]).all())


def keeps_every_token_s_gradient(spec: str) -> bool:
    found = gradient(spec, batch_of([1.0, -1.0]), [[1.0] * 3, [-1.0] * 3])
    return bool((found[:, 1:] != 0).all())


def regularised(
    spec: str, logprobs: list[list[float]], reference: list[list[float]] | None = None, signs: list[float] | None = None
) -> Tensor:
    """(b, t) of a regulariser where the sampler's log-probabilities are 0."""
    batch = batch_of(signs or [1.0] * len(logprobs))
    own, other = (Forward(torch.tensor([[0.0, *row] for row in values]), torch.zeros(1)) for values in (logprobs, reference or logprobs))
    found: Tensor = make("regulariser", spec)(own, other, batch).tokens
    return found


def preserves_only_what_dropped(spec: str) -> bool:
    found = regularised(spec, [[-0.5, -0.3, 0.2], [0.9, -0.3, 0.2], [-0.5, -0.3, 0.2]], signs=[1.0, 1.0, -1.0])
    return found[0].tolist() == pytest.approx([0, 0.5, 0.3, 0]) and not found[1:].any()


def holds_to_reference_and_precedent(spec: str) -> bool:
    away = [[-0.5] * 3]
    return bool(regularised(spec, away, away).any() and regularised(spec, [[0.0] * 3], away).any())


ON_AND_OFF: list[tuple[str, Probe, str, tuple[str, ...]]] = [
    ("dr_grpo", weighs_tokens_of_long_rows_alike, "dr_grpo", ("grpo",)),
    ("dapo", lets_the_unlikely_grow_further, "dapo", ("dapo:high=0.2", "grpo")),
    ("gspo", looks_at_the_whole_row, "gspo", ("grpo", "dapo")),
    ("cispo", keeps_every_token_s_gradient, "cispo", ("grpo", "dapo")),
    ("llds", preserves_only_what_dropped, "likelihood:weight=1.0,rows=true", ("likelihood:weight=1.0", "likelihood:weight=0.0,rows=true")),
    ("remix", holds_to_reference_and_precedent, "kl_convex", ("kl_convex:share=1.0", "kl_convex:share=0.0", "kl")),
]
ONE_BY_ONE = [pytest.param(probe, on, off, id=f"{name}-{off}") for name, probe, on, others in ON_AND_OFF for off in others]


@pytest.mark.parametrize(("probe", "on", "off"), ONE_BY_ONE)
def test_a_mechanism_shows_with_it_and_not_without_it(probe: Probe, on: str, off: str) -> None:
    assert probe(on)
    assert not probe(off)


def test_the_reborn_policy_is_its_own_reference(toy: ToyTokenPolicy) -> None:
    def learner() -> Learner:
        return Learner(toy, make("loss", "grpo"), [make("regulariser", "kl:weight=0.1")], LearnerOptions(learning_rate=0.01), CPU, 0)

    one = learner()
    lessons = rows([1.0, -1.0])
    for _ in range(2):
        away = one.update(lessons)["kl_reference"]
    assert away > 1e-4
    one.renew_reference()
    assert one.reference is not None
    tokens = torch.from_numpy(np.stack([row.tokens for row in lessons]))
    there = torch.ones(tokens.shape, dtype=torch.bool)
    ours, kept = toy.forward(tokens, there, there), one.reference.forward(tokens, there, there, 1.0)
    assert torch.equal(ours.logprobs, kept.logprobs)
    other = learner()
    other.restore(unpacked(packed(one.state())))
    assert other.reference is not None
    assert torch.equal(other.reference.forward(tokens, there, there, 1.0).logprobs, kept.logprobs)


@pytest.mark.parametrize("spec", ["bandit", "gdro", "budget"])
def test_a_sampler_goes_on_as_it_was(spec: str) -> None:
    levels = ("garrison-1", "generated:1:1", "generated:1:3")
    one, other = (make("tasks", spec, levels, 4, 0) for _ in range(2))
    for _ in range(5):
        played = [group_of([episode(i, [turn()], i / 3) for i in range(4)], [0, 1, 2, 3], task) for task in one.draw(3)]
        one.observe(make("advantage", "grpo")(played))
    other.restore(unpacked(packed(one.state())))
    assert one.draw(8) == other.draw(8)


def test_a_buffer_goes_on_as_it_was() -> None:
    one, other = Remix(), Remix()
    for version in range(3):
        one.mix(rows([version, -version], version), version, np.random.default_rng(0))
    other.restore(unpacked(packed(one.state())))
    mixed = [buffer.mix(rows([9.0] * 4, 3), 3, np.random.default_rng(1)) for buffer in (one, other)]
    assert repr(mixed[0]) == repr(mixed[1]) and {row.version for row in mixed[0]} > {3}
    assert isinstance(replace(mixed[1][-1], weight=2.0), Row)


def test_what_cannot_be_is_refused() -> None:
    for slot, spec, context in (
        ("reward", "decaying:decay=0.0", ()), ("advantage", "copo:width=0.0", ()), ("advantage", "arm:low=0.0", ()),
        ("select", "d3s:over=-1", ()), ("tasks", "bandit:temperature=0.0", (("a",), 4, 0)), ("tasks", "gdro:bins=0", (("a",), 4, 0)),
        ("tasks", "budget:share=2.0", (("a",), 4, 0)), ("tasks", "budget:least=1", (("a",), 4, 0)), ("prompts", "prior:kind=luck", (0,)),
        ("buffer", "remix:share=1.0", ()), ("buffer", "remix:keep=0", ()), ("regulariser", "kl_convex:share=2.0", ()),
    ):  # fmt: skip
        with pytest.raises(SettingsError, match="came"):
            make(slot, spec, *context)
