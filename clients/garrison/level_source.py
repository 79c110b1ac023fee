"""Where a level comes from: the server's own, by name, or a file of this machine, which is sent along."""

import os
from collections.abc import Sequence
from pathlib import Path

from garrison.errors import OptionError

Level = str | os.PathLike[str]


def is_file(level: Level) -> bool:
    """Whether a level is meant as a file, there or not: a path, or a name that ends in .json or has a folder in it."""
    return not isinstance(level, str) or level.endswith(".json") or os.sep in level


def level_source(level: Level) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """A level's name as it is, a level file as its bytes: `levels` and `level_documents` of OpenOptions.

    Raises OptionError for a file that cannot be read.
    """
    if isinstance(level, str) and not is_file(level):
        return (level,), ()
    path = Path(level)
    try:
        return (), (path.read_bytes(),)
    except OSError as error:
        raise OptionError("level", f"the file {str(path)!r} ({error.strerror})", "a level's name or a readable level file") from error


def level_sources(levels: Sequence[Level]) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """The same of several levels. Raises OptionError for none, and for names and files mixed: a session lists its names first, so
    the order would be lost."""
    sources = [level_source(level) for level in levels]
    names = tuple(name for named, _ in sources for name in named)
    files = tuple(file for _, sent in sources for file in sent)
    if not sources or (names and files):
        came = f"{len(names)} names and {len(files)} files" if sources else "none"
        raise OptionError("levels", came, "names alone or files alone, at least one")
    return names, files


def generated_levels(count: int, difficulty: int, seed: int = 0) -> tuple[str, ...]:
    """The names of `count` generated levels, of seeds `seed`, `seed` + 1, ...; difficulty: 1 (easy) to 5."""
    return tuple(f"generated:{seed + i}:{difficulty}" for i in range(count))
