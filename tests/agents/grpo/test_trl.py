"""The losses against TRL's own trainer, where TRL is installed: `make trl`."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from agents.grpo.test_losses import LONGEST, forward_near, random_rows
from agents.grpo.test_preference import random_sides
from garrison_agents.grpo.data import collate
from garrison_agents.grpo.interfaces import Forward
from garrison_agents.grpo.preference.objectives import Sides, losses
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


PREFERENCES = {
    "dpo:beta=0.3": ("reverse_kl", 0.0),
    "fdpo:beta=0.3,divergence=reverse_kl": ("reverse_kl", 0.0),
    "fdpo:beta=0.3,divergence=js": ("js_divergence", 0.0),
    "fdpo:beta=0.3,divergence=alpha,alpha=0.3": ("alpha_divergence", 0.7),  # TRL's coefficient is 1 - alpha of the paper
}


def trl_preference(sides: Sides, divergence: str, alpha: float) -> torch.Tensor:
    """`DPOTrainer._compute_loss` of episodes of one token each."""
    from trl import DPOTrainer

    both = torch.cat([sides.chosen, sides.rejected])[:, None]
    nothing = torch.zeros_like(both)
    outputs = SimpleNamespace(log_probs=both, entropy=nothing, mean_logits=nothing, is_top1=nothing.bool())

    class Model:
        training = True

        def __call__(self, **_: Any) -> Any:
            return outputs

    def gather(one: Any) -> Any:
        return one

    trainer = SimpleNamespace(
        model=Model(), accelerator=SimpleNamespace(device=torch.device("cpu"), gather=gather, gather_for_metrics=gather),
        aux_loss_enabled=False, ld_alpha=None, precompute_ref_logps=True, f_divergence_type=divergence, f_alpha_divergence_coef=alpha,
        beta=0.3, loss_types=["sigmoid"], loss_weights=[1.0], label_smoothing=0.0, use_weighting=False, _total_train_tokens=0, _tp_size=1,
        _metrics={"train": __import__("collections").defaultdict(list)},
    )  # fmt: skip
    two = torch.ones(len(both), 2, dtype=torch.long)
    inputs = {
        "input_ids": two, "attention_mask": two, "completion_mask": torch.tensor([[0, 1]]).expand(len(both), 2),
        "ref_chosen_logps": sides.chosen_before, "ref_rejected_logps": sides.rejected_before,
    }  # fmt: skip
    found: torch.Tensor = DPOTrainer._compute_loss(trainer, trainer.model, inputs, False)
    return found


def trl_simpo(sides: Sides) -> torch.Tensor:
    """`CPOTrainer.cpo_loss` of the log-probabilities per token."""
    from trl.experimental.cpo import CPOTrainer

    trainer = SimpleNamespace(alpha=0.0, loss_type="simpo", simpo_gamma=0.7, beta=2.5, label_smoothing=0.0,
                              accelerator=SimpleNamespace(device=torch.device("cpu")))  # fmt: skip
    chosen, rejected = sides.chosen / sides.chosen_tokens, sides.rejected / sides.rejected_tokens
    found: torch.Tensor = CPOTrainer.cpo_loss(trainer, chosen, rejected)[0].mean()
    return found


@pytest.mark.parametrize("spec", [*PREFERENCES, "simpo:beta=2.5,gamma=0.7"])
def test_preference_losses_and_gradients_are_trl_s(spec: str) -> None:
    ours, theirs = random_sides(), random_sides()
    mine = losses(make("preference", spec), ours).mean()
    other = trl_simpo(theirs) if spec.startswith("simpo") else trl_preference(theirs, *PREFERENCES[spec])
    assert float(mine.detach()) == pytest.approx(float(other.detach()), abs=1e-5)
    mine.backward()  # type: ignore[no-untyped-call]
    other.backward()  # type: ignore[no-untyped-call]
    for one, another in ((ours.chosen, theirs.chosen), (ours.rejected, theirs.rejected)):
        assert one.grad is not None and another.grad is not None and torch.allclose(one.grad, another.grad, atol=1e-5)
