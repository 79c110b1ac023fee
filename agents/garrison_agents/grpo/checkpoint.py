"""Weights out of a checkpoint that fit the policy there is."""

from pathlib import Path
from typing import Final

from torch import Tensor

from garrison_agents.grpo.interfaces import Policy
from garrison_agents.training.checkpoint import read_about, read_weights, refuse_other

ALGORITHMS: Final = ("grpo", "sft", "dpo")


def fitting_weights(path: Path, policy: Policy) -> dict[str, Tensor]:
    """A checkpoint's weights. Raises CheckpointError, naming both, where they are of another policy or shape than this one."""
    wanted = policy.about()
    refuse_other(path, wanted, read_about(path, ALGORITHMS)["policy"], tuple(wanted))
    return read_weights(path)
