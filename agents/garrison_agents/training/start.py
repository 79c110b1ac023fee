"""From the command line's words to runs: checked settings, one task for each seed, and what is said at the end."""

import contextlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer

from garrison_agents.options import INTERRUPTED, OWN, plain_errors, reached
from garrison_agents.training.algorithms import trainer
from garrison_agents.training.curves import plot
from garrison_agents.training.errors import FolderError, SettingsError
from garrison_agents.training.folder import RunFolder, run_name
from garrison_agents.training.progress import ProgressBars
from garrison_agents.training.settings import Settings, unpack_fields, unpack_settings
from garrison_agents.training.stopping import Stopping
from garrison_agents.training.task import Ending, Task

CHANGEABLE: Final = ("steps", "target", "device", "checkpoint_every", "wandb")  # of a run that goes on


@dataclass(frozen=True)
class Wishes:
    """The options that are of the command and of no run."""

    out: Path
    resume: Sequence[Path] | None = None
    start: Path | None = None
    config: Path | None = None
    pause_at: int = 0
    overwrite: bool = False
    quiet: bool = False


def start(algorithm: str, cls: type[Settings], changes: dict[str, Any], wishes: Wishes) -> None:
    """The whole command; exit code 2 on bad input, 130 when it was stopped."""
    with plain_errors():
        tasks = made_tasks(algorithm, cls, changes, wishes)
        endings = run_all(tasks, wishes.quiet)
        report(algorithm, tasks, endings)


def made_tasks(algorithm: str, cls: type[Settings], changes: dict[str, Any], wishes: Wishes) -> list[Task]:
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


def configured(algorithm: str, cls: type[Settings], config: Path | None, changes: dict[str, Any]) -> Settings:
    """Settings of a new run: the defaults, a file's, the command line's, the later before the earlier."""
    if config is None:
        return cls().with_changes(changes)
    source = str(config)
    data = config.read_bytes()
    whose, _ = unpack_fields(data, source)
    if whose not in ("", algorithm):
        raise SettingsError(f"{source}: came settings of {whose}, wanted {algorithm}'s")
    return unpack_settings(cls, data, source).with_changes(changes)


def resumed(algorithm: str, cls: type[Settings], path: Path, changes: dict[str, Any]) -> Task:
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


def run_all(tasks: Sequence[Task], quiet: bool) -> list[Ending]:
    """One run after the other, until one is stopped."""
    endings: list[Ending] = []
    with Stopping() as stopping, ProgressBars(not quiet) as bars, contextlib.ExitStack() as stack:
        addresses: dict[str, str] = {}
        for task in tasks:
            for target in task.settings.target:
                if target not in addresses:
                    addresses[target] = stack.enter_context(reached(target)) if target == OWN else target
            task.targets = tuple(addresses[target] for target in task.settings.target)
            task.halted, task.watcher = stopping, bars.add(task.path.name, task.settings.steps)
            endings.append(trainer(task.algorithm)(task))
            if stopping():
                break
    return endings


def report(algorithm: str, tasks: Sequence[Task], endings: Sequence[Ending]) -> None:
    """Where everything is, or how to go on; exit code 130 for the latter."""
    for ending in endings:
        score = "" if ending.score is None else f", normalised score {ending.score:.3f}"
        typer.echo(f"{ending.folder.path}: {ending.steps:,} steps{score}" + ("" if ending.finished else " (stopped)"))
    plot([ending.folder.path for ending in endings], endings[-1].folder.curve)
    open_runs = [ending.folder.path for ending in endings if not ending.finished]
    if not open_runs:
        return
    words = ["garrison", "train", algorithm, *(word for path in open_runs for word in ("--resume", str(path)))]
    words += [word for task in tasks[len(endings) :] for word in ("--seed", str(task.settings.seed))]
    typer.echo(f"saved; to go on: {shlex.join(words)}", err=True)
    raise typer.Exit(INTERRUPTED)
