"""The losses against TRL's own trainer, where TRL is installed: `make trl`."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from agents.grpo.test_losses import LONGEST, forward_near, random_rows
from garrison_agents.grpo.data import collate
from garrison_agents.grpo.interfaces import Forward
from garrison_agents.grpo.slots import make

pytestmark = pytest.mark.trl
# ours -> TRL's loss_type, importance_sampling_level, epsilon_low, epsilon_high
PAIRS = {
    "grpo": ("grpo", "token", 0.2, 0.2),
    "dr_grpo": ("dr_grpo", "token", 0.2, 0.2),
    "dapo": ("dapo", "token", 0.2, 0.28),
    "gspo": ("grpo", "sequence", 3e-4, 4e-4),
    "cispo": ("cispo", "token", 1.0, 5.0),
}


def trl_loss(kind: str, forward: Forward, reference: Forward, batch: Any, beta: float) -> torch.Tensor:
    """`GRPOTrainer._compute_loss` on a trainer that has nothing but what it reads."""
    from trl import GRPOTrainer  # the real package

    loss_type, level, low, high = PAIRS[kind]
    metrics: Any = {"train": __import__("collections").defaultdict(list)}
    accelerator = SimpleNamespace(num_processes=1, gather=lambda one: one, reduce=lambda one, **_: one)
    trainer = SimpleNamespace(
        loss_type=loss_type, importance_sampling_level=level, epsilon_low=low, epsilon_high=high, beta=beta, top_entropy_quantile=1.0,
        off_policy_mask_threshold=None, use_vllm=False, vllm_importance_sampling_correction=False, aux_loss_enabled=False,
        max_completion_length=LONGEST, current_gradient_accumulation_steps=1, _entropy_bonus_enabled=False, use_adaptive_entropy=False,
        accelerator=accelerator, _metrics=metrics, model=SimpleNamespace(training=True),
        args=SimpleNamespace(delta=None, use_bias_correction_kl=False, steps_per_generation=1),
        _get_per_token_logps_and_entropies=lambda *_, **__: (forward.logprobs, forward.entropies, None),
    )  # fmt: skip
    inputs = {
        "prompt_ids": batch.tokens[:, :0], "prompt_mask": batch.tokens[:, :0], "completion_ids": batch.tokens,
        "completion_mask": (batch.mask > 0).long(), "advantages": batch.advantages.sum(1) / batch.mask.sum(1),
        "old_per_token_logps": batch.logprobs, "ref_per_token_logps": reference.logprobs, "num_items_in_batch": batch.mask.sum(),
    }  # fmt: skip
    found: torch.Tensor = GRPOTrainer._compute_loss(trainer, trainer.model, inputs)
    return found


@pytest.mark.parametrize("beta", [0.0, 0.04])
@pytest.mark.parametrize("kind", PAIRS)
def test_losses_and_gradients_are_trl_s(kind: str, beta: float) -> None:
    batch = collate(random_rows(count=8), 0, longest=LONGEST)
    reference = forward_near(batch, seed=7)
    ours, theirs = forward_near(batch), forward_near(batch)
    loss = make("loss", kind)
    tokens = loss(ours, batch).tokens + (make("regulariser", f"kl:weight={beta}")(ours, reference, batch).tokens if beta else 0.0)
    mine, other = loss.normalise(tokens, batch), trl_loss(kind, theirs, reference, batch, beta)
    assert float(mine.detach()) == pytest.approx(float(other.detach()), abs=1e-5)
    mine.backward()
    other.backward()  # type: ignore[no-untyped-call]
    assert ours.logprobs.grad is not None and theirs.logprobs.grad is not None
    assert torch.allclose(ours.logprobs.grad, theirs.logprobs.grad, atol=1e-5)
