"""A checkpoint: a zip of what it plays (JSON), the weights, what a run goes on from, and the replay block by block."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import torch

from garrison_agents.apex.crew import Blocks, Crew
from garrison_agents.training.archive import read_member
from garrison_agents.training.errors import CheckpointError
from garrison_agents.training.folder import replacing
from garrison_agents.training.packing import packed, unpacked

FORMAT: Final = 1
ALGORITHM: Final = "apex"
ABOUT: Final = "garrison.json"
WEIGHTS: Final = "weights.pt"
STATE: Final = "state.pt"
COUNTERS: Final = "replay/counters.pt"
BLOCK: Final = "replay/{}.pt"
SAME: Final = ("algorithm", "views", "shapes", "action_space", "actions", "stack", "hidden")  # or the weights do not fit


def write_checkpoint(
    path: Path, about: dict[str, Any], weights: dict[str, Any], state: dict[str, Any] | None = None, crew: Crew | None = None
) -> None:
    """The file is replaced all at once. state: what a run goes on from; crew: whose replay is to be in it."""
    with replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
        archive.writestr(ABOUT, json.dumps({"format": FORMAT, **about}, indent=1))
        _write(archive, WEIGHTS, weights)
        if state is not None:
            _write(archive, STATE, packed(state))
        if crew is not None:
            for number, block in crew.replay_blocks():
                _write(archive, BLOCK.format(number), packed(block))
            _write(archive, COUNTERS, packed(crew.replay_counters()))


def _write(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    with archive.open(name, "w", force_zip64=True) as member:
        torch.save(value, member)


def read_about(path: Path) -> dict[str, Any]:
    """What a checkpoint plays. Raises CheckpointError."""
    about = json.loads(_member(path, ABOUT))
    if about.pop("format", None) != FORMAT or about.get("algorithm") != ALGORITHM:
        raise CheckpointError(f"{path}: a checkpoint of {about.get('algorithm')}, wanted one of {ALGORITHM}, format {FORMAT}")
    return dict(about)


def read_weights(path: Path) -> dict[str, Any]:
    """The network's."""
    weights: dict[str, Any] = _loaded(_member(path, WEIGHTS))
    return weights


def read_state(path: Path) -> dict[str, Any]:
    """What a run goes on from. Raises CheckpointError where it holds none."""
    state: dict[str, Any] = unpacked(_loaded(_member(path, STATE)))
    return state


def restore_replay(path: Path, crew: Crew) -> bool:
    """Fills a crew's replay with a checkpoint's; False where it holds none."""
    with zipfile.ZipFile(path) as archive:
        if COUNTERS not in archive.namelist():
            return False
        crew.restore_replay(unpacked(_loaded(archive.read(COUNTERS))), _blocks(archive))
    return True


def _blocks(archive: zipfile.ZipFile) -> Blocks:
    first, last = BLOCK.split("{}")
    for name in archive.namelist():
        if name.startswith(first) and name != COUNTERS:
            yield int(name.removeprefix(first).removesuffix(last)), unpacked(_loaded(archive.read(name)))


def _loaded(data: bytes) -> Any:
    return torch.load(io.BytesIO(data), weights_only=True, map_location="cpu")


def _member(path: Path, name: str) -> bytes:
    return read_member(path, name, "a checkpoint of `garrison train apex`")


def refuse_other(path: Path, wanted: dict[str, Any], came: dict[str, Any]) -> None:
    """Raises CheckpointError, naming both, where a checkpoint's weights were made for something else."""
    for name in SAME:
        if came.get(name) != wanted.get(name):
            raise CheckpointError(f"{path}: its {name} is {came.get(name)}, wanted {wanted.get(name)}")
