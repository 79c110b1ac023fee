"""Runs what is missing of the matrix, as `garrison train` does it; what is finished is kept, what was interrupted goes on."""

import contextlib
import fcntl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.errors import FolderError
from garrison_agents.training.folder import RunFolder, read_table
from garrison_agents.training.settings import RunSettings, unpack_fields, unpack_settings
from garrison_agents.training.start import run_all
from garrison_agents.training.task import Ending, Task
from garrison_bench.rl.meter import Meter


class Runs(Protocol):
    """Runs of one algorithm with one set of settings but for the seed."""

    @property
    def group(self) -> str:
        """Runs of one group have names of their own, and are begun one after the other."""

    @property
    def algorithm(self) -> str: ...

    @property
    def seeds(self) -> Sequence[int]: ...

    @property
    def expected_s(self) -> float:
        """How long a core may take for a run."""

    def settings(self, seed: int) -> RunSettings: ...

    def path(self, out: Path, seed: int) -> Path: ...


FREE: Final = ("threads", "device", "checkpoint_every", "wandb")  # of a run that is there already: they change no comparison


@contextlib.contextmanager
def held(out: Path) -> Iterator[None]:
    """Keeps other campaigns out of the folder: two of them would write into the same runs. Raises FolderError where one is at work."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(f"{out}: another campaign is at work there; wait for it, or --out elsewhere") from None
        yield


def run_missing(rows: Sequence[Runs], out: Path, jobs: int, quiet: bool) -> bool:
    """Trains what is not finished; whether all is. Raises what `garrison train` does, and FolderError where a folder holds another run."""
    parts: dict[str, list[Task]] = {}
    expected_s: dict[str, float] = {}
    for row in rows:
        for seed in row.seeds:
            task = due(row, seed, out)
            if task is not None:
                parts.setdefault(row.group, []).append(task)
                expected_s[f"{row.group}/{task.path.name}"] = row.expected_s
    meter = Meter(expected_s, not quiet)
    for part, tasks in parts.items():
        meter.begin(part)
        done: list[Ending] = []

        def ended(ending: Ending, part: str = part, done: list[Ending] = done) -> None:
            if ending.finished:
                done.append(ending)
                spare(ending)
                meter.end(f"{part}/{ending.folder.path.name}")

        run_all(tasks, jobs, meter, ended)
        if len(done) < len(tasks):
            return False
    return True


def spare(ending: Ending) -> None:
    """A finished run needs no checkpoint to go on from; a replay in it would take a quarter of a gigabyte."""
    for path in ending.folder.path.glob("last.*"):
        path.unlink()


def due(row: Runs, seed: int, out: Path) -> Task | None:
    """What is to be done for a run; None when it is finished. Raises FolderError where its folder holds a run of other settings."""
    path, wanted = row.path(out, seed), row.settings(seed)
    if not RunFolder(path).settings.exists():
        return Task(row.algorithm, wanted, path)
    found = settings_there(path, row.algorithm)
    other = {name: value for name, value in found.differences(wanted).items() if name not in FREE}
    if other:
        name, value = next(iter(other.items()))
        raise FolderError(
            f"{path}: came a run with {name} {value!r}, wanted {getattr(wanted, name)!r}; --out elsewhere, or remove the folder"
        )
    return None if finished(path, found.steps) else Task(row.algorithm, found, path, resume=True)


def settings_there(path: Path, algorithm: str) -> RunSettings:
    """The settings of the run in a folder. Raises FolderError, SettingsError."""
    folder = RunFolder(path)
    data = folder.read_settings()
    if (whose := unpack_fields(data, str(folder.settings))[0]) != algorithm:
        raise FolderError(f"{path}: came a run of {whose}, wanted one of {algorithm}")
    return unpack_settings(settings_class(algorithm), data, str(folder.settings))


def finished(path: Path, steps: int) -> bool:
    """Whether a run has its last evaluation, which is after its last step."""
    return bool((reached := read_table(path / "eval.csv").get("steps")) and reached[-1] >= steps)
