"""A checkpoint of Ape-X: beside what all have, the replay block by block."""

import zipfile
from pathlib import Path
from typing import Any, Final

from garrison_agents.apex.crew import Blocks, Crew
from garrison_agents.training import checkpoint
from garrison_agents.training.checkpoint import loaded, read_state, read_weights, write_member
from garrison_agents.training.packing import packed, unpacked

__all__ = ["read_about", "read_state", "read_weights", "refuse_other", "restore_replay", "write_checkpoint"]

ALGORITHM: Final = "apex"
COUNTERS: Final = "replay/counters.pt"
BLOCK: Final = "replay/{}.pt"
SAME: Final = ("algorithm", "views", "shapes", "action_space", "actions", "stack", "hidden")  # or the weights do not fit


def write_checkpoint(
    path: Path, about: dict[str, Any], weights: dict[str, Any], state: dict[str, Any] | None = None, crew: Crew | None = None
) -> None:
    """The file is replaced all at once. state: what a run goes on from; crew: whose replay is to be in it."""

    def replay(archive: zipfile.ZipFile) -> None:
        if crew is not None:
            for number, block in crew.replay_blocks():
                write_member(archive, BLOCK.format(number), packed(block))
            write_member(archive, COUNTERS, packed(crew.replay_counters()))

    checkpoint.write_checkpoint(path, about, weights, state, replay)


def read_about(path: Path) -> dict[str, Any]:
    """What a checkpoint plays. Raises CheckpointError."""
    return checkpoint.read_about(path, (ALGORITHM,))


def restore_replay(path: Path, crew: Crew) -> bool:
    """Fills a crew's replay with a checkpoint's; False where it holds none."""
    with zipfile.ZipFile(path) as archive:
        if COUNTERS not in archive.namelist():
            return False
        crew.restore_replay(unpacked(loaded(archive.read(COUNTERS))), _blocks(archive))
    return True


def _blocks(archive: zipfile.ZipFile) -> Blocks:
    first, last = BLOCK.split("{}")
    for name in archive.namelist():
        if name.startswith(first) and name != COUNTERS:
            yield int(name.removeprefix(first).removesuffix(last)), unpacked(loaded(archive.read(name)))


def refuse_other(path: Path, wanted: dict[str, Any], came: dict[str, Any]) -> None:
    """Raises CheckpointError, naming both, where a checkpoint's weights were made for something else."""
    checkpoint.refuse_other(path, wanted, came, SAME)
