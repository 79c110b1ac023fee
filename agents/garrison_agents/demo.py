"""`garrison demo`: a real server, four agents, five levels, over gRPC."""

from pathlib import Path
from typing import Final

import typer

from garrison_agents.options import OWN, make_jobs, plain_errors, reached, worker_count
from garrison_agents.run import play_with_bar, report
from garrison_agents.trace import Folder
from garrison_agents.witness.files import BENCHMARK

AGENTS: Final = ("noop", "random-legal", "greedy", "expert")


def play_demo(out: Path, seeds: int, workers: int, json: bool) -> None:
    """The whole command."""
    workers = worker_count(workers, len(AGENTS) * len(BENCHMARK) * seeds)
    with plain_errors(), reached(OWN) as target:
        jobs = make_jobs(target, AGENTS, BENCHMARK, range(seeds), workers=1, record=True)
        results = play_with_bar(jobs, target, workers, Folder(out), "playing over gRPC")
    report(results, json, f"Four agents over gRPC, {seeds} seeds each")
    typer.echo(f"traces and replays: {out}/", err=True)
