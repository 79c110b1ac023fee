"""From the command line's words to runs: checked settings, one task for each seed, and what is said at the end."""

import contextlib
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer

from garrison.errors import GarrisonError
from garrison_agents.options import INTERRUPTED, OWN, plain_errors, reached
from garrison_agents.training.algorithms import config_file
from garrison_agents.training.crew import run_in_turn, run_side_by_side
from garrison_agents.training.curves import plot
from garrison_agents.training.errors import FolderError, RunError, SettingsError
from garrison_agents.training.folder import RunFolder, run_name
from garrison_agents.training.progress import Bars, ProgressBars
from garrison_agents.training.settings import RunSettings, unpack_fields, unpack_settings
from garrison_agents.training.stopping import Stopping
from garrison_agents.training.task import Ending, Task

CHANGEABLE: Final = ("steps", "target", "ray_address", "device", "checkpoint_every", "wandb")  # of a run that goes on


@dataclass(frozen=True)
class Wishes:
    """The options that are of the command and of no run."""

    out: Path = Path("runs/train")
    resume: Sequence[Path] | None = None
    start: Path | None = None
    config: Path | None = None
    pause_at: int = 0
    overwrite: bool = False
    jobs: int = 1
    quiet: bool = False


def start(algorithm: str, cls: type[RunSettings], changes: dict[str, Any], wishes: Wishes) -> None:
    """The whole command; exit code 2 on bad input, 130 when it was stopped."""
    endings: list[Ending] = []
    with plain_errors():
        tasks = made_tasks(algorithm, cls, changes, wishes)
        try:
            run_all(tasks, wishes.jobs, ProgressBars(not wishes.quiet), endings.append)
        except KeyboardInterrupt:
            pass  # the second Ctrl-C: the last checkpoint stands
        except (GarrisonError, RunError):
            tell_left(algorithm, tasks, endings, wishes)
            raise
        report(endings)
        if tell_left(algorithm, tasks, endings, wishes):
            raise typer.Exit(INTERRUPTED)


def made_tasks(algorithm: str, cls: type[RunSettings], changes: dict[str, Any], wishes: Wishes) -> list[Task]:
    """One task for each folder to go on with, then one for each seed to begin. Raises SettingsError, FolderError."""
    seeds = changes.pop("seed", None)
    tasks = [resumed(algorithm, cls, folder, changes) for folder in wishes.resume or ()]
    if seeds or not tasks:
        base = tasks[0].settings if tasks else configured(algorithm, cls, wishes.config, changes)
        for seed in seeds or [base.seed]:
            settings = base.with_changes({"seed": seed})
            path = wishes.out / run_name(algorithm, settings)
            RunFolder(path).refuse_taken(wishes.overwrite)
            tasks.append(Task(algorithm, settings, path, overwrite=wishes.overwrite, start=wishes.start))
    for task in tasks:
        task.pause_at = wishes.pause_at
    return tasks


def configured(algorithm: str, cls: type[RunSettings], config: Path | None, changes: dict[str, Any]) -> RunSettings:
    """Settings of a new run: the defaults, a file's, the command line's, the later before the earlier."""
    if config is None:
        return cls().with_changes(changes)
    source = str(config)
    data = config_file(algorithm, config).read_bytes()
    whose, _ = unpack_fields(data, source)
    if whose not in ("", algorithm):
        raise SettingsError(f"{source}: came settings of {whose}, wanted {algorithm}'s")
    return unpack_settings(cls, data, source).with_changes(changes)


def resumed(algorithm: str, cls: type[RunSettings], path: Path, changes: dict[str, Any]) -> Task:
    """A run that goes on, by its own settings. Raises FolderError for another algorithm's, SettingsError for what may not change."""
    folder = RunFolder(path)
    data = folder.read_settings()
    if (whose := folder.algorithm()) != algorithm:
        raise FolderError(f"{path}: came a run of {whose}, wanted one of {algorithm}: garrison train {whose} --resume {path}")
    settings = unpack_settings(cls, data, str(folder.settings))
    for name, value in settings.with_changes(changes).differences(settings).items():
        if name not in CHANGEABLE:
            raise SettingsError(f"{name}: the run in {path} has {getattr(settings, name)!r}, came {value!r}; of a run that goes on only "
                                f"{', '.join(CHANGEABLE)} may change")  # fmt: skip
    return Task(algorithm, settings.with_changes(changes), path, resume=True)


def run_all(tasks: Sequence[Task], jobs: int, bars: contextlib.AbstractContextManager[Bars], ended: Callable[[Ending], None]) -> None:
    """The runs, on a server of our own where it is wanted; `ended` is told of each. The first Ctrl-C saves, a second one raises."""
    with contextlib.ExitStack() as stack:
        addresses = {target: target for task in tasks for target in task.settings.target}
        if OWN in addresses:
            addresses[OWN] = stack.enter_context(reached(OWN))
        for task in tasks:
            task.targets = tuple(addresses[target] for target in task.settings.target)
        shown, stopping = stack.enter_context(bars), stack.enter_context(Stopping())
        if jobs == 1 or len(tasks) == 1:
            run_in_turn(tasks, shown, stopping, ended)
        else:
            run_side_by_side(tasks, jobs, shown, stopping, ended)


def report(endings: Sequence[Ending]) -> None:
    """What came of the runs, and their curves."""
    for ending in endings:
        score = "" if ending.score is None else f", normalised score {ending.score:.3f}"
        typer.echo(f"{ending.folder.path}: {ending.steps:,} steps{score}" + ("" if ending.finished else " (stopped)"))
    if endings:
        draw([ending.folder for ending in endings])


def tell_left(algorithm: str, tasks: Sequence[Task], endings: Sequence[Ending], wishes: Wishes) -> bool:
    """Says how to go on with what is not at its end; whether there is any."""
    finished = {ending.folder.path for ending in endings if ending.finished}
    left = [task for task in tasks if task.path not in finished]
    if any(RunFolder(task.path).settings.exists() for task in tasks) and left:
        typer.echo(f"saved; to go on: {shlex.join(how_to_go_on(algorithm, tasks, left, wishes))}", err=True)
    return bool(left)


def how_to_go_on(algorithm: str, tasks: Sequence[Task], left: Sequence[Task], wishes: Wishes) -> list[str]:
    """The command that does what is left: goes on with the runs that began, and begins the others."""
    begun = [task for task in left if RunFolder(task.path).settings.exists()]
    words = ["garrison", "train", algorithm, *(word for task in begun for word in ("--resume", str(task.path)))]
    if others := [task for task in left if task not in begun]:
        words += [] if begun else [str(RunFolder(tasks[0].path).settings)]
        words += [word for task in others for word in ("--seed", str(task.settings.seed))]
        words += ["--out", str(wishes.out)] if wishes.out != Wishes.out else []
    return words + (["--jobs", str(wishes.jobs)] if wishes.jobs > 1 else [])


def draw(folders: Sequence[RunFolder]) -> None:
    """Each run's curve, and, of several, one of all beside them."""
    try:
        for folder in folders:
            plot([folder.path], folder.curve)
        if len(folders) > 1:
            together = folders[0].path.with_name(re.sub(r"-s\d+$", "", folders[0].path.name) + ".png")
            plot([folder.path for folder in folders], together)
            typer.echo(f"{together}: the curves of all {len(folders)}")
    except ModuleNotFoundError as error:
        typer.echo(f"no curves are drawn: {error.name} is not installed: pip install 'garrison[rl]'", err=True)
