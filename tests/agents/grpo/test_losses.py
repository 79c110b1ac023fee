"""Losses and regularisers against slow obvious ones, and what has no gradient."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from agents.grpo.naive_losses import averaged, token_losses
from garrison_agents.grpo.data import Batch, Row, collate
from garrison_agents.grpo.interfaces import Forward
from garrison_agents.grpo.slots import make

KINDS = ("grpo", "dr_grpo", "dapo", "gspo", "cispo")
LONGEST = 9


def random_rows(seed: int = 0, count: int = 5) -> list[Row]:
    rng = np.random.default_rng(seed)
    rows = []
    for group in range(count):
        before, drawn = int(rng.integers(1, 4)), int(rng.integers(1, 7))
        mask = np.concatenate([np.zeros(before), np.ones(drawn)]).astype(np.float32)
        rows.append(
            Row(
                rng.integers(2, 9, before + drawn), mask, (rng.normal(-1, 0.5, before + drawn) * mask).astype(np.float32),
                (float(rng.normal()) * mask).astype(np.float32), np.zeros(len(mask), np.float32), np.zeros(len(mask), np.int32),
                group, 0, 0,
            )
        )  # fmt: skip
    return rows


def forward_near(batch: Batch, seed: int = 1, apart: float = 0.4) -> Forward:
    """Log-probabilities not far from the sampler's, with a gradient."""
    noise = torch.from_numpy(np.random.default_rng(seed).normal(0, apart, tuple(batch.tokens.shape)).astype(np.float32))
    logprobs = (batch.logprobs + noise * batch.mask).requires_grad_()
    return Forward(logprobs, torch.rand(batch.tokens.shape, requires_grad=True))


def loss_of(kind: str, rows: list[Row], forward: Forward, batch: Batch) -> Tensor:
    loss = make("loss", kind)
    found: Tensor = loss.normalise(loss(forward, batch).tokens, batch)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_loss_is_that_of_its_paper(kind: str) -> None:
    rows = random_rows()
    batch = collate(rows, 0, longest=LONGEST)
    forward = forward_near(batch)
    naive = []
    for i, row in enumerate(rows):
        drawn = row.mask > 0
        new = forward.logprobs[i, : len(row)].detach().numpy()[drawn].tolist()
        naive.append(token_losses(new, row.logprobs[drawn].tolist(), float(row.advantages[-1]), kind))
    assert float(loss_of(kind, rows, forward, batch).detach()) == pytest.approx(averaged(naive, kind, LONGEST), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_parts_of_an_update_add_up_to_it(kind: str) -> None:
    rows = random_rows()
    whole = collate(rows, 0, longest=LONGEST)
    forward = forward_near(whole)
    parts = 0.0
    for at in (slice(0, 2), slice(2, 5)):
        part = collate(rows[at], 0, longest=LONGEST, whole=rows)
        width = part.tokens.shape[1]
        near = Forward(forward.logprobs[at, :width], forward.entropies[at, :width])
        parts += float(loss_of(kind, rows, near, part).detach())
    assert parts == pytest.approx(float(loss_of(kind, rows, forward, whole).detach()), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_masked_tokens_get_no_gradient(kind: str) -> None:
    rows = random_rows()
    batch = collate(rows, 0, longest=LONGEST)
    forward = forward_near(batch, apart=0.0 if kind == "gspo" else 0.02)
    loss_of(kind, rows, forward, batch).backward()  # type: ignore[no-untyped-call]
    gradient = forward.logprobs.grad
    assert gradient is not None
    assert (gradient[batch.mask == 0] == 0).all() and (gradient[batch.mask > 0] != 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_advantage_there_is_no_gradient(kind: str) -> None:
    rows = [replace(row, advantages=np.zeros_like(row.advantages)) for row in random_rows()]
    batch = collate(rows, 0, longest=LONGEST)
    forward = forward_near(batch)
    loss_of(kind, rows, forward, batch).backward()  # type: ignore[no-untyped-call]
    assert forward.logprobs.grad is not None and (forward.logprobs.grad == 0).all()


def test_the_clip_takes_the_gradient_where_a_token_has_moved_far_enough() -> None:
    rows = random_rows()
    batch = collate(rows, 0, longest=LONGEST)
    forward = Forward((batch.logprobs + torch.sign(batch.advantages)).requires_grad_(), torch.zeros(batch.tokens.shape))
    term = make("loss", "grpo")(forward, batch)
    assert float(term.stats["clip_share"]) == float(batch.mask.sum())
    make("loss", "grpo").normalise(term.tokens, batch).backward()
    assert forward.logprobs.grad is not None and (forward.logprobs.grad == 0).all()


def test_a_row_s_weight_scales_its_part() -> None:
    rows = random_rows()
    batch = collate(rows, 0, longest=LONGEST)
    forward = forward_near(batch)
    doubled = collate([replace(row, weight=2.0) for row in rows], 0, longest=LONGEST)
    for kind in KINDS:
        once, twice = (float(loss_of(kind, rows, forward, one).detach()) for one in (batch, doubled))
        assert twice == pytest.approx(2 * once, rel=1e-5)


def values_of(spec: str, forward: Forward, reference: Forward | None, batch: Batch) -> Any:
    return make("regulariser", spec)(forward, reference, batch).tokens.detach()


def test_the_divergence_is_zero_at_the_reference_and_above_elsewhere() -> None:
    batch = collate(random_rows(), 0, longest=LONGEST)
    forward = forward_near(batch)
    assert (values_of("kl", forward, forward, batch) == 0).all()
    other = forward_near(batch, seed=2)
    divergence = values_of("kl:weight=1.0", forward, other, batch)
    apart = (other.logprobs - forward.logprobs).detach()
    assert torch.allclose(divergence[batch.mask > 0], (apart.exp() - apart - 1)[batch.mask > 0])
    assert (divergence[batch.mask > 0] > 0).all() and (divergence[batch.mask == 0] == 0).all()


def test_likelihood_counts_only_what_dropped() -> None:
    batch = collate([replace(row, advantages=np.abs(row.advantages)) for row in random_rows()], 0, longest=LONGEST)
    forward = forward_near(batch)
    lost = values_of("likelihood:weight=1.0", forward, None, batch)
    dropped = ((batch.logprobs - forward.logprobs) * batch.mask).detach()
    assert torch.allclose(lost, dropped.clamp(min=0)) and (lost == 0).any() and (lost > 0).any()
    worse = replace(batch, advantages=-batch.advantages)
    assert (values_of("likelihood:weight=1.0", forward, None, worse)[batch.mask > 0] == 0).all()


def test_the_critic_learns_at_the_first_reply_token() -> None:
    batch = collate([replace(row, target=2.0) for row in random_rows()], 0, longest=LONGEST)
    forward = replace(forward_near(batch), values=torch.full(batch.tokens.shape, 0.5))
    errors = values_of("critic:weight=1.0", forward, None, batch)
    assert ((errors > 0).sum(1) == 1).all() and errors.max() == pytest.approx(0.5 * 1.5**2)
