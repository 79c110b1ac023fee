"""The best score of each level, kept on disk under the level's hash, so that a changed level starts anew.

One JSON file, written whole beside the old one and then put in its place: a crash or a full disk leaves the old file. A
file that cannot be read is never written over: it is kept beside the new one under another name, and `fault` says so.
"""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from garrison.errors import ScoresError
from garrison.whole_file import write_whole

FORMAT: Final = "garrison-scores"
VERSION: Final = 1


@dataclass(frozen=True)
class Best:
    """The best of a level's games. One that was won beats one that was not; then the score counts, then the time."""

    score: float  # in [-life, 0]
    won: bool
    ticks: int
    seed: int
    played: int = 1  # games finished on this level

    def beats(self, other: "Best") -> bool:
        """Whether this game was better; an equal one is not."""
        return (self.won, self.score, -self.ticks) > (other.won, other.score, -other.ticks)


class Scores:
    """Best scores by level hash. `fault`: what is wrong with the file, as a sentence; "" if nothing is."""

    def __init__(self, path: Path | None = None) -> None:
        """path: of the JSON file; None: where this user's data belongs."""
        self.path = path or data_folder() / "scores.json"
        self.fault = ""
        self._levels: dict[str, Best] = {}
        self._load()

    def best(self, level_hash: str) -> Best | None:
        """The best game on a level, if one was finished."""
        return self._levels.get(level_hash)

    def record(self, level_hash: str, game: Best) -> bool:
        """Counts a finished game and keeps it if it is the best; whether it is. Raises ScoresError if it cannot be saved."""
        self._load()  # another window may have saved meanwhile
        old = self._levels.get(level_hash)
        is_best = old is None or game.beats(old)
        kept = game if is_best or old is None else old
        self._levels[level_hash] = replace(kept, played=game.played + (old.played if old else 0))
        self._save()
        return is_best

    def _load(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
            self._levels = _levels_of(json.loads(text))
            self.fault = ""
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:  # ValueError: not UTF-8, not JSON, or not what is wanted
            self.fault = f"The best scores in {self.path} cannot be read ({error}). The file is kept; new scores go into a new one."

    def _save(self) -> None:
        text = json.dumps(
            {"format": FORMAT, "version": VERSION, "levels": {key: asdict(best) for key, best in self._levels.items()}}, indent=1
        )
        try:
            if self.fault:
                _set_aside(self.path)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, text.encode())
        except OSError as error:
            raise ScoresError(f"The best scores cannot be saved to {self.path}: {error.strerror or error}") from error
        self.fault = ""


def data_folder() -> Path:
    """Where this user's data belongs: $XDG_DATA_HOME/garrison, by default ~/.local/share/garrison."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share") / "garrison"


def _levels_of(document: Any) -> dict[str, Best]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"wanted an object with format {FORMAT!r}")
    if document.get("version") != VERSION:
        raise ValueError(f"version: came {document.get('version')!r}, wanted {VERSION}; it may be a newer Garrison's")
    levels = document.get("levels")
    if not isinstance(levels, dict):
        raise ValueError(f"levels: came {type(levels).__name__}, wanted an object")
    return {key: _best_of(key, entry) for key, entry in levels.items()}


def _best_of(key: str, entry: Any) -> Best:
    kinds = {"score": (int, float), "won": (bool,), "ticks": (int,), "seed": (int,), "played": (int,)}
    if not isinstance(entry, dict) or set(entry) != set(kinds):
        raise ValueError(f"levels.{key[:12]}: wanted the fields {', '.join(kinds)}")
    for field, wanted in kinds.items():
        if type(entry[field]) not in wanted:
            raise ValueError(f"levels.{key[:12]}.{field}: came {entry[field]!r}, wanted {wanted[-1].__name__}")
    return Best(**entry)


def _set_aside(path: Path) -> None:
    """Moves a file that could not be read to the first free name beside it."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.unreadable-{number}{path.suffix}")).exists():
        number += 1
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside)
