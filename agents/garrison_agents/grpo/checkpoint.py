"""A checkpoint: a zip of what the policy is (JSON), its weights, and what a run goes on from."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from garrison_agents.grpo.interfaces import Policy
from garrison_agents.training.archive import read_member
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.folder import replacing
from garrison_agents.training.packing import packed, unpacked

FORMAT: Final = 1
ABOUT: Final = "garrison.json"
WEIGHTS: Final = "weights.pt"
STATE: Final = "state.pt"
WANTED: Final = "a checkpoint of `garrison train grpo` or `sft`"


def write_checkpoint(path: Path, about: dict[str, Any], weights: dict[str, Tensor], state: dict[str, Any] | None = None) -> None:
    """The file is replaced all at once. state: what a run goes on from."""
    with replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
        archive.writestr(ABOUT, json.dumps({"format": FORMAT, **about}, indent=1))
        _write(archive, WEIGHTS, {name: value.detach().cpu() for name, value in weights.items()})
        if state is not None:
            _write(archive, STATE, packed(state))


def read_about(path: Path) -> dict[str, Any]:
    """What a checkpoint is of. Raises CheckpointError."""
    about = json.loads(read_member(path, ABOUT, WANTED))
    if about.pop("format", None) != FORMAT or "policy" not in about:
        raise CheckpointError(f"{path}: a checkpoint of {about.get('algorithm')}, wanted {WANTED}, format {FORMAT}")
    return dict(about)


def read_weights(path: Path, policy: Policy) -> dict[str, Tensor]:
    """A checkpoint's weights. Raises CheckpointError, naming both, where they are of another policy or shape than this one."""
    came, wanted = read_about(path)["policy"], policy.about()
    for name in wanted:
        if came.get(name) != wanted[name]:
            raise CheckpointError(f"{path}: its {name} is {came.get(name)}, wanted {wanted[name]}")
    weights: dict[str, Tensor] = _loaded(read_member(path, WEIGHTS, WANTED))
    return weights


def read_state(path: Path) -> dict[str, Any]:
    """What a run goes on from. Raises CheckpointError where it holds none."""
    state: dict[str, Any] = unpacked(_loaded(read_member(path, STATE, WANTED)))
    return state


def _write(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    with archive.open(name, "w", force_zip64=True) as member:
        torch.save(value, member)


def _loaded(data: bytes) -> Any:
    return torch.load(io.BytesIO(data), weights_only=True, map_location="cpu")
