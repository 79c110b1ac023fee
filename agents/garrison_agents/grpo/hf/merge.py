"""`garrison merge`: a checkpoint of a language model as a folder of transformers, its adapter merged into the weights."""

from pathlib import Path

import torch

from garrison_agents.grpo.checkpoint import ALGORITHMS, fitting_weights
from garrison_agents.grpo.slots import make
from garrison_agents.training.checkpoint import read_about
from garrison_agents.training.errors import CheckpointError, FolderError


def merge(checkpoint: Path, folder: Path) -> None:
    """Raises CheckpointError for a checkpoint of no language model, FolderError where something is in the way."""
    about = read_about(checkpoint, ALGORITHMS)
    if about["policy"].get("policy") != "hf":
        raise CheckpointError(f"{checkpoint}: a checkpoint of policy {about['policy'].get('policy')}, wanted one of policy hf")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(f"{folder}: there is something already; wanted a new folder")
    policy = make("policy", about["spec"], 0, torch.device("cpu"))
    policy.load(fitting_weights(checkpoint, policy))
    policy.save(folder)
