"""The room's front door: read, check and write level files, hash them, and find them by name."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from garrison_levels.faults import Fault, LevelError, faults_of, shown
from garrison_levels.fields import ENEMY_NAMES, TOWER_NAMES
from garrison_levels.generate import generate_document, parse_generated_name
from garrison_levels.model import Coins, Fog, Level, Look, Purse, TowerPoint, Wave
from garrison_levels.overrides import Overrides
from garrison_levels.strict_json import LARGEST_BYTES, JsonError, parse_json

__all__ = [
    "ENEMY_NAMES", "TOWER_NAMES", "Coins", "Fault", "Fog", "Level", "LevelError", "Look", "Overrides", "Purse", "TowerPoint", "Wave",
    "benchmark_levels", "find_level", "generate_level", "level_hash", "level_of", "level_text", "parse_level", "read_level", "write_level",
]  # fmt: skip

BENCHMARK_NAMES: Final = tuple(f"garrison-{i}" for i in range(1, 6))


def parse_level(data: bytes, source: str = "<bytes>") -> Level:
    """The level that a file's bytes hold; raises LevelError, naming `source` and every fault."""
    try:
        parse_json(data)
        return Level.model_validate_json(data)
    except JsonError as error:
        raise LevelError(source, [error.fault]) from None
    except ValidationError as error:
        raise LevelError(source, faults_of(error)) from None


def level_of(document: dict[str, Any], source: str = "<document>") -> Level:
    """The level that a JSON-like document holds; raises LevelError."""
    try:
        data = json.dumps(document, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise LevelError(source, [Fault("level", shown(str(error)), "plain JSON values, finite")]) from None
    return parse_level(data, source)


def read_level(path: str | Path) -> Level:
    """The level in a file; raises LevelError, also when the file cannot be read."""
    path = Path(path)
    try:
        if not path.is_file():
            came = "a folder" if path.is_dir() else "something that is not a plain file" if path.exists() else "no such file"
            raise LevelError(_source(path), [Fault("file", came, "a level file")])
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if isinstance(error, LevelError):
            raise
        raise LevelError(_source(path), [Fault("file", shown(str(error)), "a readable level file")]) from None
    return parse_level(data, _source(path))


def write_level(level: Level, path: str | Path) -> None:
    """Write a level file that reads back equal; raises OSError as `open` does."""
    Path(path).write_text(level_text(level), encoding="utf-8")


def level_text(level: Level) -> str:
    """A level as its file's text: one short list or object a line."""
    return _laid_out(level.model_dump(mode="json"), "") + "\n"


def level_hash(level: Level) -> str:
    """Sha256 (64 hex digits) of the level's canonical JSON: all fields, defaults too, keys sorted, no spaces."""
    canonical = json.dumps(level.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def generate_level(seed: int, difficulty: int) -> Level:
    """A new level from `seed` (0 to 2^63 - 1) and `difficulty` (1 to 5); raises LevelError when they are not."""
    return level_of(generate_document(seed, difficulty), f"generated:{seed}:{difficulty}")


@lru_cache(maxsize=1)
def benchmark_levels() -> dict[str, Level]:
    """The five benchmark levels by name, read once."""
    folder = files("garrison_levels") / "benchmark"
    return {name: parse_level((folder / f"{name}.json").read_bytes(), f"{name}.json") for name in BENCHMARK_NAMES}


def find_level(name_or_path: str | Path) -> Level:
    """A level by benchmark name (`garrison-1`), `generated:SEED:DIFFICULTY`, or file path; raises LevelError."""
    name = str(name_or_path)
    if name in BENCHMARK_NAMES:
        return benchmark_levels()[name]
    if name.startswith("generated:"):
        return generate_level(*parse_generated_name(name))
    if "/" not in name and not name.endswith(".json"):
        wanted = f"one of {', '.join(BENCHMARK_NAMES)}, generated:SEED:DIFFICULTY, or the path of a .json file"
        raise LevelError(shown(name), [Fault("level", "an unknown name", wanted)])
    return read_level(name_or_path)


def _source(path: Path) -> str:
    """A file's name as errors print it: safe for a terminal."""
    return str(path) if str(path).isprintable() else shown(str(path))


def _laid_out(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(indent) + len(flat) <= 120 or not isinstance(value, (list, dict)):
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _laid_out(item, inner) for item in value) + f"\n{indent}]"
    rows = (f"{inner}{json.dumps(key)}: {_laid_out(item, inner)}" for key, item in value.items())
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
