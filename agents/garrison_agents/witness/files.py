"""Where the witnesses lie and what they scored."""

import importlib.util
import json
from pathlib import Path
from typing import Any, Final

BENCHMARK: Final = ("garrison-1", "garrison-2", "garrison-3", "garrison-4", "garrison-5")
ENDING: Final = ".witness.json"


class WitnessError(ValueError):
    """A witness that is not there or cannot be read."""


def witness_folder() -> Path:
    """The folder of the benchmark levels, as data of their package; raises WitnessError when that is not installed."""
    spec = importlib.util.find_spec("garrison_levels")
    if spec is None or not spec.submodule_search_locations:
        raise WitnessError("the levels' package garrison_levels is not installed: pip install 'garrison[server]'")
    return Path(spec.submodule_search_locations[0]) / "benchmark"


def witness_path(level: str, folder: Path | None = None) -> Path:
    """The file of a level's witness, whether it exists or not."""
    return (folder or witness_folder()) / f"{level}{ENDING}"


def read_witness(level: str, folder: Path | None = None) -> bytes:
    """A level's witness: a replay, as the server exported it. Raises WitnessError naming the file."""
    path = witness_path(level, folder)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise WitnessError(f"{path}: no witness there; find one with `garrison levels search {level}`") from None


def witness_score(level: str, level_hash: str = "") -> float:
    """The best known score of a level: its witness's, or 0, the best possible, where there is none (of that hash)."""
    try:
        document: dict[str, Any] = json.loads(read_witness(level))
        if level_hash and document["level_hash"] != level_hash:
            return 0.0  # of an older version of the level
        return float(document["result"]["score"])
    except (WitnessError, ValueError, KeyError, TypeError):
        return 0.0
