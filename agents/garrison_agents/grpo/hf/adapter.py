"""LoRA through the library `peft`: what is trained beside frozen weights, and which weights those are."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import torch
from peft import LoraConfig, get_peft_model
from torch import nn

from garrison_agents.grpo.errors import PolicyError

SAMPLED: Final = 64  # numbers of each weight that a fingerprint is made from


def adapted(model: nn.Module, rank: int, alpha: int, targets: Sequence[str], seed: int) -> Any:
    """The model with an adapter, which alone is trained; it changes nothing until it has learnt. Hu et al., "LoRA: Low-Rank Adaptation of
    Large Language Models", 2021. targets: names of linear maps; `all-linear`: all but the head. Raises PolicyError."""
    wanted: Any = targets[0] if tuple(targets) == ("all-linear",) else list(targets)
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        try:
            return get_peft_model(model, LoraConfig(r=rank, lora_alpha=alpha or 2 * rank, target_modules=wanted))
        except ValueError as error:
            raise PolicyError(f"targets: came {'+'.join(targets)}: {' '.join(str(error).split())}") from None


def fingerprint(model: nn.Module) -> str:
    """Of a model's weights, 16 hex digits: an adapter fits the weights that it was trained beside and no others."""
    found = hashlib.blake2b(digest_size=8)
    for name, weight in model.named_parameters():
        found.update(name.encode())
        found.update(weight.detach().flatten()[:SAMPLED].float().cpu().numpy().tobytes())
    return found.hexdigest()
