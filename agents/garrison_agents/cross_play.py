"""`garrison cross-play`: every agent with, or against, every other: a table, a heat map, and in a siege Elo ratings."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from garrison import AllianceRules, Rules, SiegeRules
from garrison_agents.agent import make_agent
from garrison_agents.arena import Results
from garrison_agents.heat_map import draw_heat_map
from garrison_agents.options import INTERRUPTED, make_jobs, plain_errors, reached, stop, worker_count
from garrison_agents.rating import Game, Rating, rate
from garrison_agents.run import play_with_bar
from garrison_agents.score import Spread, spread
from garrison_agents.seats import attacks
from garrison_agents.table import MANY
from garrison_agents.trace import Folder, Trace

WIDTH = 110  # of tables that go into a log
POINTS = {"won": 1.0, "lost": 0.0}  # of the defenders; a game that was cut is drawn


@dataclass(frozen=True)
class CrossPlay:
    """The command's options, as their help says."""

    mode: str
    level: str
    agents: tuple[str, ...]
    attackers: tuple[str, ...]
    rules: Rules
    episodes: int
    seed: int
    target: str
    record: Path | None
    picture: Path | None
    max_steps: int
    ticks_per_step: int
    workers: int
    json: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Who meets the agents: all of them, or, in a siege, the attackers."""
        return self.attackers if self.mode == "siege" else self.agents

    @property
    def tables(self) -> list[tuple[str, str]]:
        """Who sits together, row by row."""
        return [(row, column) for row in self.agents for column in self.columns]

    @property
    def title(self) -> str:
        what = "defenders (rows) against attackers" if self.mode == "siege" else "seat 0 (rows) with seat 1"
        return f"{self.mode} on {self.level}: {what}, {self.episodes} episodes each, seeds from {self.seed}"


Cells = dict[tuple[str, str], Spread]  # by row and column: the normalised score


def split_names(words: str, option: str) -> tuple[str, ...]:
    """Names with commas between them; exit code 2 for none, or one twice."""
    names = tuple(name.strip() for name in words.split(",") if name.strip())
    if not names or len(set(names)) != len(names):
        stop(f"{option} is {words!r}; wanted different names with commas between them")
    return names


def rules_of(mode: str, ownership: str, budget: float, intensity: float) -> Rules:
    """The rules of two partners, or of one defender and an attacker; exit code 2 for another mode."""
    if ownership not in ("builder", "zones"):
        stop(f"--ownership is {ownership!r}; wanted builder or zones")
    if mode == "alliance":
        return AllianceRules(2, ownership="zones" if ownership == "zones" else "builder")
    if mode == "siege":
        return SiegeRules(AllianceRules(1), budget, intensity)
    stop(f"--mode is {mode!r}; wanted alliance or siege")


def play_and_compare(options: CrossPlay) -> None:
    """The whole command; exit code 2 on bad input, 130 after Ctrl-C."""
    episodes = len(options.tables) * options.episodes
    seeds = range(options.seed, options.seed + options.episodes)
    with plain_errors(), reached(options.target) as target:
        for name in (*options.agents, *options.attackers):
            if attacks(make_agent(name)) != (name in options.attackers):
                stop(f"{name} {'defends' if name in options.attackers else 'attacks'}, and cannot sit there")
        workers = worker_count(options.workers, episodes)
        jobs = make_jobs(
            target, options.tables, (options.level,), seeds, workers, mode=options.mode, rules=options.rules,
            max_steps=options.max_steps, ticks_per_step=options.ticks_per_step, record=options.record is not None,
        )  # fmt: skip
        folder = Folder(options.record) if options.record else None
        results = play_with_bar(jobs, target, workers, folder, "playing")
        report(options, results)


def report(options: CrossPlay, results: Results) -> None:
    """Print and draw; leaves with exit code 130 when the games were stopped."""
    cells = cells_of(results.traces)
    ratings = rate([game_of(trace) for trace in results.traces], options.seed) if options.mode == "siege" and not results.stopped else []
    if options.picture is not None:
        values = [[cells[row, column].mean if (row, column) in cells else None for column in options.columns] for row in options.agents]
        draw_heat_map(options.picture, options.agents, options.columns, values, options.title)
    if options.json:
        typer.echo(cross_json(options, cells, ratings, results))
    else:
        print_cross(options, cells, ratings, results.stopped)
    if results.stopped:
        raise typer.Exit(INTERRUPTED)


def cells_of(traces: Sequence[Trace]) -> Cells:
    """The normalised score of each two, over their episodes."""
    groups: dict[tuple[str, str], list[float]] = {}
    for trace in traces:
        groups.setdefault((trace.seats[0], trace.seats[-1]), []).append(trace.normalised)
    return {pair: spread(values) for pair, values in groups.items()}


def game_of(trace: Trace) -> Game:
    """A siege as a game of a defender and an attacker."""
    return Game(trace.seats[0], trace.seats[-1], POINTS.get(trace.status, 0.5))


def print_cross(options: CrossPlay, cells: Cells, ratings: Sequence[Rating], stopped: bool) -> None:
    """The table on stdout, and the ratings below it."""
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    table = Table("", *options.columns, title=options.title + (" (stopped)" if stopped else ""))
    for row in options.agents:
        table.add_row(row, *(_cell(cells.get((row, column))) for column in options.columns))
    console.print(table)
    if not ratings:
        return
    elo = Table("player", "side", "Elo", "95 %", "points", title="Elo (mean 1500)")
    for rating in ratings:
        side = "attacks" if rating.name in options.attackers else "defends"
        elo.add_row(
            rating.name, side, f"{rating.elo:.0f}", f"{rating.low:.0f} to {rating.high:.0f}", f"{rating.points:g}/{rating.games}"
        )  # fmt: skip
    console.print(elo)


def _cell(value: Spread | None) -> str:
    return "-" if value is None else f"{value.mean:.3f} ± {value.half_width:.3f}"


def cross_json(options: CrossPlay, cells: Cells, ratings: Sequence[Rating], results: Results) -> str:
    """The same for programs: cells with their 95 % intervals, ratings, and each episode while they are few."""
    body: dict[str, Any] = {
        "stopped": results.stopped, "mode": options.mode, "level": options.level, "rules": asdict(options.rules),
        "rows": options.agents, "columns": options.columns, "episodes_each": options.episodes, "seed": options.seed,
        "cells": [
            {"row": row, "column": column, "normalised": cell.mean, "half_width": cell.half_width, "episodes": cell.n}
            for (row, column), cell in cells.items()
        ],
    }  # fmt: skip
    if ratings:
        body["elo"] = [asdict(rating) for rating in ratings]
    if len(results.traces) <= MANY:
        body["episodes"] = [asdict(trace) for trace in results.traces]
    return json.dumps(body, indent=1)
