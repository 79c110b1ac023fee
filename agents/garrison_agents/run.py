"""`garrison run`: agents x levels x seeds on any target, a table or JSON at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from garrison_agents.arena import Results, run_arena
from garrison_agents.batch import Job
from garrison_agents.options import INTERRUPTED, LOCAL, make_jobs, plain_errors, reached, stop, worker_count
from garrison_agents.score import summarise
from garrison_agents.table import EpisodeBar, print_table, results_json
from garrison_agents.trace import Folder


@dataclass(frozen=True)
class RunOptions:
    """The command's options, as their help says."""

    agents: Sequence[str]
    levels: Sequence[str]
    episodes: int
    seed: int
    target: str
    record: Path | None
    max_steps: int
    ticks_per_step: int
    workers: int
    json: bool
    watchable: bool = False
    speed: float = 1.0


def play_and_print(options: RunOptions) -> None:
    """The whole command; exit code 2 on bad input, 130 after Ctrl-C."""
    seeds = range(options.seed, options.seed + options.episodes)
    episodes = len(options.agents) * len(options.levels) * options.episodes
    workers = worker_count(options.workers, episodes)
    if options.watchable and options.target == LOCAL:
        stop("--watchable needs a server that others can reach: --target own, host:port or unix:PATH")
    if not options.speed >= 0:
        stop(f"--speed is {options.speed:g}; wanted 0 or more")
    with plain_errors(), reached(options.target) as target:
        jobs = make_jobs(
            target, options.agents, options.levels, seeds, workers, options.watchable, speed=options.speed if options.watchable else 0.0,
            max_steps=options.max_steps, ticks_per_step=options.ticks_per_step, record=options.record is not None,
        )  # fmt: skip
        if options.watchable:
            tell_watchers(jobs, target)
        folder = Folder(options.record) if options.record else None
        results = play_with_bar(jobs, target, workers, folder, "playing")
    report(results, options.json, f"{options.episodes} episodes each, seeds from {options.seed}, target {options.target}")


def tell_watchers(jobs: Sequence[Job], target: str) -> None:
    """What to type in another terminal, on stderr: a line for each session."""
    for job in jobs:
        slots = "" if len(job.seeds) == 1 else f"; --slot 0 to {len(job.seeds) - 1} for seeds {job.seeds[0]} to {job.seeds[-1]}"
        typer.echo(f"{job.agent} on {job.level}{slots}: garrison watch {target} {job.session_id}", err=True)


def play_with_bar(jobs: Sequence[Job], target: str, workers: int, folder: Folder | None, title: str) -> Results:
    """Run the arena under a progress bar on stderr."""
    with EpisodeBar(title, sum(len(job.seeds) for job in jobs)) as bar:
        return run_arena(jobs, target, workers, folder, bar.watch)


def report(results: Results, json: bool, title: str) -> None:
    """Print the results; leaves with exit code 130 when the run was stopped."""
    summaries = summarise(results.traces)
    if json:
        typer.echo(results_json(summaries, results.traces, results.stopped))
    else:
        print_table(summaries, title + (" (stopped)" if results.stopped else ""))
    if results.stopped:
        raise typer.Exit(INTERRUPTED)
