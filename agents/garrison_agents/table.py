"""Results on the screen: a progress bar on stderr, a table or JSON on stdout."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from garrison_agents.score import Spread, Summary
from garrison_agents.trace import Trace

MANY = 100  # episodes beyond which JSON output names only summaries


class EpisodeBar(AbstractContextManager["EpisodeBar"]):
    """A progress bar over episodes that also counts steps."""

    def __init__(self, title: str, episodes: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("episodes, {task.fields[steps]:,} steps"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task(title, total=episodes, steps=0)
        self._steps = 0

    def __enter__(self) -> "EpisodeBar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def watch(self, steps: int, trace: Trace | None) -> None:
        """The arena's watcher."""
        self._steps += steps
        self._progress.update(self._task, advance=trace is not None, steps=self._steps)


def results_table(summaries: Sequence[Summary], title: str) -> Table:
    """One row per level and agent."""
    table = Table(title=title)
    table.add_column("level")
    table.add_column("agent")
    for name in ("score", "normalised", "won", "valid actions", "steps/s"):
        table.add_column(name, justify="right")
    before = ""
    for row in summaries:
        if before and row.level != before:
            table.add_section()
        table.add_row(
            row.level if row.level != before else "",
            row.agent,
            _spread(row.score, 2),
            _spread(row.normalised, 3),
            f"{round(row.won.mean * row.won.n)}/{row.won.n}",
            f"{100 * row.valid.mean:.1f} %",
            f"{row.steps_per_s:,.0f}",
        )
        before = row.level
    return table


def print_table(summaries: Sequence[Summary], title: str) -> None:
    """The table on stdout, wide enough to be read in a log."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=110)
    console.print(results_table(summaries, title))


def results_json(summaries: Sequence[Summary], traces: Sequence[Trace], stopped: bool) -> str:
    """The same for programs: summaries, and each episode while they are few."""
    body: dict[str, Any] = {"stopped": stopped, "results": [summary_dict(row) for row in summaries]}
    if len(traces) <= MANY:
        body["episodes"] = [trace.__dict__ for trace in traces]
    return json.dumps(body, indent=1)


def summary_dict(row: Summary) -> dict[str, Any]:
    """One summary as JSON takes it."""
    spreads = {"score": row.score, "normalised": row.normalised, "won": row.won, "valid_rate": row.valid}
    flat: dict[str, Any] = {"level": row.level, "agent": row.agent, "episodes": row.score.n}
    for name, value in spreads.items():
        flat[name] = value.mean
        flat[f"{name}_deviation"] = value.deviation
    return flat | {"steps_per_s": row.steps_per_s}


def _spread(value: Spread, digits: int) -> str:
    return f"{value.mean:.{digits}f}" + (f" ± {value.deviation:.{digits}f}" if value.n > 1 else "")
