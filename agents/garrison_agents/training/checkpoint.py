"""A checkpoint of our own trainers: a zip of what it plays (JSON), the weights, and what a run goes on from."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import torch

from garrison_agents.training.archive import read_member
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.folder import replacing
from garrison_agents.training.packing import packed, unpacked

FORMAT: Final = 1
ABOUT: Final = "garrison.json"
WEIGHTS: Final = "weights.pt"
STATE: Final = "state.pt"
OURS: Final = "a checkpoint of `garrison train`"


def write_checkpoint(
    path: Path, about: dict[str, Any], weights: dict[str, Any], state: dict[str, Any] | None = None,
    more: Callable[[zipfile.ZipFile], None] | None = None,
) -> None:  # fmt: skip
    """The file is replaced all at once. state: what a run goes on from; more: writes further members."""
    with replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
        archive.writestr(ABOUT, json.dumps({"format": FORMAT, **about}, indent=1))
        write_member(archive, WEIGHTS, weights)
        if state is not None:
            write_member(archive, STATE, packed(state))
        if more is not None:
            more(archive)


def write_member(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    """One more member, in the types of `packed`."""
    with archive.open(name, "w", force_zip64=True) as member:
        torch.save(value, member)


def read_about(path: Path, algorithms: Sequence[str]) -> dict[str, Any]:
    """What a checkpoint plays. Raises CheckpointError where it is none of the algorithms'."""
    wanted = " or ".join(algorithms)
    about = json.loads(read_member(path, ABOUT, f"a checkpoint of `garrison train {wanted}`"))
    if about.pop("format", None) != FORMAT or about.get("algorithm") not in algorithms:
        raise CheckpointError(f"{path}: a checkpoint of {about.get('algorithm')}, wanted one of {wanted}, format {FORMAT}")
    return dict(about)


def read_weights(path: Path) -> dict[str, Any]:
    """The networks'. Raises CheckpointError."""
    weights: dict[str, Any] = loaded(read_member(path, WEIGHTS, OURS))
    return weights


def read_state(path: Path) -> dict[str, Any]:
    """What a run goes on from. Raises CheckpointError where it holds none."""
    state: dict[str, Any] = unpacked(loaded(read_member(path, STATE, OURS)))
    return state


def loaded(data: bytes) -> Any:
    """A member's value, without trusting it."""
    return torch.load(io.BytesIO(data), weights_only=True, map_location="cpu")


def refuse_other(path: Path, wanted: dict[str, Any], came: dict[str, Any], same: Sequence[str]) -> None:
    """Raises CheckpointError, naming both, where a checkpoint's weights were made for something else by one of the names in `same`."""
    for name in same:
        if came.get(name) != wanted.get(name):
            raise CheckpointError(f"{path}: its {name} is {came.get(name)}, wanted {wanted.get(name)}")
