"""A run's folder: manifest, levels, journal; of each episode its result, transcript, prompts and replay.

`manifest.json journal.jsonl summary.json verdict.json levels/ episodes/ transcripts/ prompts/ replays/`. What is there is whole: files
are replaced, never written over; the journal alone is appended to.
"""

import fcntl
import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from garrison_agents.llm.episodes import Episode
from garrison_agents.llm.errors import RunError

FORMAT: Final = 1
FOLDERS: Final = ("levels", "episodes", "transcripts", "prompts", "replays")


class RunFolder:
    """One run's files. Held by one evaluation at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest, self.journal, self.summary = path / "manifest.json", path / "journal.jsonl", path / "summary.json"
        self._lock = -1

    def check(self, resume: bool) -> None:
        """Raises RunError where there is a run and none is wanted, or none and one is."""
        if resume:
            self.read_manifest()
        elif self.manifest.exists():
            raise RunError(f"{self.path} holds a run already: --resume goes on with it, --out puts the new one elsewhere")

    def begin(self, manifest: dict[str, Any], levels: dict[str, bytes]) -> None:
        """A new run's files; the manifest last."""
        for name in FOLDERS:
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for label, document in levels.items():
            replace(self.level(label), document)
        self.write_manifest(manifest)

    def hold(self) -> None:
        """Raises RunError when another evaluation is at it."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise RunError(f"{self.path}: another evaluation is playing this run") from None

    def release(self) -> None:
        """Lets others at it."""
        os.close(self._lock)

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """The manifest, new or in place of the one before."""
        replace(self.manifest, _packed({"format": FORMAT, **manifest}))

    def read_manifest(self) -> dict[str, Any]:
        """Raises RunError when this is no run's folder."""
        try:
            manifest: dict[str, Any] = json.loads(self.manifest.read_bytes())
            if manifest["format"] != FORMAT:
                raise ValueError(f"format {manifest['format']}, wanted {FORMAT}")
            return manifest
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunError(f"{self.path} is no run's folder: {type(error).__name__}: {error}") from None

    def level(self, label: str) -> Path:
        """Where a level's document is kept."""
        return self.path / "levels" / f"{label}.json"

    def result(self, episode: Episode) -> dict[str, Any] | None:
        """What came of an episode; None: it was not finished."""
        path = self.path / "episodes" / f"{episode.id}.json"
        return read_json(path) if path.exists() else None

    def results(self) -> list[dict[str, Any]]:
        """Everything finished or void, by name."""
        return [read_json(path) for path in sorted((self.path / "episodes").glob("*.json"))]

    def keep(self, result: dict[str, Any], turns: Sequence[dict[str, Any]], prompts: Sequence[str] | None, replay: bytes | None) -> None:
        """An episode's files; the result last, which says that the others are whole."""
        name = result["id"]
        replace(self.path / "transcripts" / f"{name}.jsonl", b"".join(json.dumps(turn).encode() + b"\n" for turn in turns))
        if prompts is not None:
            lines = "".join(json.dumps(prompt) + "\n" for prompt in prompts)
            replace(self.path / "prompts" / f"{name}.jsonl.gz", gzip.compress(lines.encode(), 6, mtime=0))
        if replay is not None:
            replace(self.path / "replays" / f"{name}.json", replay)
        replace(self.path / "episodes" / f"{name}.json", _packed(result))

    def transcript(self, name: str) -> list[dict[str, Any]]:
        """An episode's decisions. Raises RunError naming the line."""
        path = self.path / "transcripts" / f"{name}.jsonl"
        turns: list[dict[str, Any]] = []
        try:
            with path.open("rb") as lines:
                for line in lines:
                    turns.append(json.loads(line))
        except (OSError, ValueError) as error:
            raise RunError(f"{path}, line {len(turns) + 1}: {error}") from None
        return turns

    def write_summary(self, summary: Any) -> None:
        """The numbers."""
        self.write(self.summary.name, summary)

    def write(self, name: str, body: Any) -> None:
        """A file of JSON beside the manifest, new or in place of the one before."""
        replace(self.path / name, _packed(body))


def read_json(path: Path) -> dict[str, Any]:
    """Raises RunError naming the file."""
    try:
        body: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return body
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: {error}") from None


def _packed(body: Any) -> bytes:
    return json.dumps(body, indent=1).encode() + b"\n"


def replace(path: Path, data: bytes) -> None:
    """All of the file or none of it."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
