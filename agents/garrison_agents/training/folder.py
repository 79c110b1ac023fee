"""One run's folder: its settings, its tables, its checkpoints. What is there is whole: files are replaced, never written over."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from garrison_agents.training.errors import FolderError
from garrison_agents.training.settings import RunSettings, pack_settings, unpack_fields

SETTINGS: Final = "settings.json"
Cell = float | int | str | None


def run_name(algorithm: str, settings: RunSettings) -> str:
    """`<algorithm>-<levels>-s<seed>`."""
    subjects = settings.subjects
    shown = "+".join(subjects[:3]) + (f"+{len(subjects) - 3}more" if len(subjects) > 3 else "")
    return re.sub(r"[^A-Za-z0-9.+_-]+", "_", f"{algorithm}-{shown}-s{settings.seed}")


class RunFolder:
    """`settings.json manifest.json progress.csv eval.csv timing.csv curve.png tb/` and the checkpoints `last` and `best`."""

    def __init__(self, path: Path, ending: str = "zip") -> None:
        self.path = path
        self.settings, self.manifest = path / SETTINGS, path / "manifest.json"
        self.last, self.best = path / f"last.{ending}", path / f"best.{ending}"
        self.curve, self.elo, self.tensorboard = path / "curve.png", path / "elo.png", path / "tb"

    def refuse_taken(self, overwrite: bool = False) -> None:
        """Raises FolderError where there is a run already, unless it is to be overwritten."""
        if self.settings.exists() and not overwrite:
            raise FolderError(f"{self.path} holds a run already; --resume {self.path} goes on with it, --overwrite begins anew, "
                              f"--out puts the new one elsewhere")  # fmt: skip

    def begin(self, algorithm: str, settings: RunSettings, overwrite: bool = False) -> None:
        """Makes the folder. Raises FolderError where there is a run already, unless it is to be overwritten."""
        self.refuse_taken(overwrite)
        self.clear()
        self.tensorboard.mkdir(parents=True, exist_ok=True)
        self.write_settings(algorithm, settings)

    def write_settings(self, algorithm: str, settings: RunSettings) -> None:
        """The settings' file, new or in place of the one before."""
        with replacing(self.settings) as path:
            path.write_text(pack_settings(algorithm, settings), encoding="utf-8")

    def clear(self) -> None:
        """Removes what a run left here, and nothing else."""
        for path in (*self.path.glob("*.csv"), self.settings, self.manifest, self.last, self.best, self.curve, self.elo):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.tensorboard, ignore_errors=True)

    def algorithm(self) -> str:
        """Whose run this is. Raises FolderError."""
        return unpack_fields(self.read_settings(), str(self.settings))[0]

    def read_settings(self) -> bytes:
        """The settings' file. Raises FolderError."""
        try:
            return self.settings.read_bytes()
        except OSError as error:
            raise FolderError(f"{self.path} is no run's folder: {SETTINGS}: {error.strerror}") from None


class Table:
    """A CSV file with fixed columns: rows are appended, and cut off again when a run goes on from an earlier checkpoint."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.columns = path, tuple(columns)
        self.rows = 0

    def begin(self, rows: int = 0) -> None:
        """An empty table, or the first `rows` rows of the one that is there. Raises FolderError when it has fewer, or other columns."""
        self.rows = rows
        lines = [",".join(self.columns) + "\n"]
        if rows:
            found = self.path.read_text(encoding="utf-8").splitlines(keepends=True) if self.path.exists() else []
            if found[:1] != lines or len(found) <= rows:
                raise FolderError(f"{self.path}: came {max(len(found) - 1, 0)} rows, wanted {rows} at least under {','.join(self.columns)}")
            lines = found[: rows + 1]
        with replacing(self.path) as path:
            path.write_text("".join(lines), encoding="utf-8")

    def append(self, row: Mapping[str, Cell]) -> None:
        """One more row; a column that is not in it is left empty."""
        if unknown := row.keys() - set(self.columns):
            raise ValueError(f"{self.path.name}: came {sorted(unknown)}, wanted columns among {self.columns}")
        with self.path.open("a", encoding="utf-8") as file:
            file.write(",".join(shown(row.get(column)) for column in self.columns) + "\n")
        self.rows += 1


def shown(value: Cell) -> str:
    """A cell: six figures are what a curve needs."""
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def read_table(path: Path) -> dict[str, list[float]]:
    """A table's columns of numbers; an empty cell is nan."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if not lines:
        return {}
    cells = [line.split(",") for line in lines[1:]]
    return {name: [float(row[i] or "nan") for row in cells] for i, name in enumerate(lines[0].split(","))}


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` at the end, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
