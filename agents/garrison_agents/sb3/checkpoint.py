"""A checkpoint: the zip that Stable-Baselines3 saves and loads, with two more members, what it plays and what a run goes on from."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import torch
from stable_baselines3.common.base_class import BaseAlgorithm

from garrison_agents.training.archive import read_member
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.folder import replacing
from garrison_agents.training.packing import packed, unpacked

FORMAT: Final = 1
ABOUT: Final = "garrison.json"
STATE: Final = "garrison.pt"
UNSAVED: Final = ("_last_obs", "_last_original_obs", "ep_info_buffer", "ep_success_buffer", "rollout_buffer")


def write_checkpoint(path: Path, model: BaseAlgorithm, about: dict[str, Any], state: dict[str, Any] | None = None) -> None:
    """Writes the model; `about`: what it plays; `state`: what a run goes on from. The file is replaced all at once."""
    with replacing(path) as draft, draft.open("w+b") as file:
        model.save(file, exclude=list(UNSAVED))
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(ABOUT, json.dumps({"format": FORMAT, **about}, indent=1))
            if state is not None:
                with archive.open(STATE, "w", force_zip64=True) as member:
                    torch.save(packed(state), member)


def read_about(path: Path) -> dict[str, Any]:
    """What a checkpoint plays. Raises CheckpointError."""
    about = json.loads(_member(path, ABOUT))
    if about.pop("format", None) != FORMAT:
        raise CheckpointError(f"{path}: not a checkpoint of format {FORMAT}")
    return dict(about)


def read_state(path: Path) -> dict[str, Any]:
    """What a run goes on from. Raises CheckpointError."""
    state: dict[str, Any] = unpacked(torch.load(io.BytesIO(_member(path, STATE)), weights_only=True, map_location="cpu"))
    return state


def read_policy(path: Path) -> dict[str, Any]:
    """The policy's weights."""
    weights: dict[str, Any] = torch.load(io.BytesIO(_member(path, "policy.pth")), weights_only=True, map_location="cpu")
    return weights


def _member(path: Path, name: str) -> bytes:
    return read_member(path, name, "a checkpoint of `garrison train`")
