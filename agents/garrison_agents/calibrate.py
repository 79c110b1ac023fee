"""`garrison calibrate`: how well each agent plays each level, and whether they come in the order they must."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import typer

from garrison_agents.options import INTERRUPTED, make_jobs, plain_errors, worker_count
from garrison_agents.run import play_with_bar
from garrison_agents.score import Spread, Summary, summarise
from garrison_agents.table import print_table, summary_dict
from garrison_agents.witness.files import BENCHMARK, witness_path, witness_score

AGENTS: Final = ("noop", "random", "random-legal", "greedy", "expert")
ORDER: Final = ("noop", "random-legal", "greedy", "expert")  # strictly rising


def calibrate_levels(out: Path, seeds: int, levels: Sequence[str] | None, workers: int) -> None:
    """The whole command; exit code 1 when the order does not hold."""
    names = tuple(levels or BENCHMARK)
    workers = worker_count(workers, len(AGENTS) * len(names) * seeds)
    with plain_errors():
        jobs = make_jobs("local", AGENTS, names, range(seeds), workers)
        results = play_with_bar(jobs, "local", workers, None, "calibrating")
    if results.stopped:
        raise typer.Exit(INTERRUPTED)
    summaries = summarise(results.traces)
    witnesses = {name: witness_score(name) for name in names if witness_path(name).exists()}
    faults = order_faults(summaries, witnesses)
    write_tables(out, seeds, summaries, witnesses, faults)
    print_table(summaries, f"{seeds} seeds each")
    for fault in faults:
        typer.echo(f"order: {fault}", err=True)
    if faults:
        raise typer.Exit(1)


def order_faults(summaries: Sequence[Summary], witnesses: dict[str, float]) -> list[str]:
    """What is out of order, in words; empty when all is well."""
    means = {(row.level, row.agent): row.score.mean for row in summaries}
    faults = []
    for level in dict.fromkeys(row.level for row in summaries):
        for lower, upper in pairwise(ORDER):
            if not means[level, lower] < means[level, upper]:
                faults.append(f"{level}: {lower} {means[level, lower]:.2f} is not below {upper} {means[level, upper]:.2f}")
        if level not in witnesses:
            faults.append(f"{level}: there is no witness")
        elif means[level, "expert"] > witnesses[level]:
            faults.append(f"{level}: expert {means[level, 'expert']:.2f} is above the witness {witnesses[level]:.0f}")
    greedy = [(row.level, row.score.mean) for row in summaries if row.agent == "greedy"]
    for (easy, before), (hard, after) in pairwise(greedy):
        if not after < before:
            faults.append(f"greedy does not fall from {easy} ({before:.2f}) to {hard} ({after:.2f})")
    return faults


def write_tables(out: Path, seeds: int, summaries: Sequence[Summary], witnesses: dict[str, float], faults: Sequence[str]) -> None:
    """calibration.md for people, calibration.json for programs."""
    out.mkdir(parents=True, exist_ok=True)
    body = {"seeds": seeds, "witness": witnesses, "faults": list(faults), "results": [summary_dict(row) for row in summaries]}
    (out / "calibration.json").write_text(json.dumps(body, indent=1) + "\n")
    (out / "calibration.md").write_text(_page(seeds, summaries, witnesses))


def _page(seeds: int, summaries: Sequence[Summary], witnesses: dict[str, float]) -> str:
    by_level: dict[str, dict[str, Summary]] = {}
    for row in summaries:
        by_level.setdefault(row.level, {})[row.agent] = row
    lines = [
        "# Calibration of the benchmark levels",
        "",
        f"Made by `garrison calibrate` with {seeds} seeds (0 to {seeds - 1}) per agent and level, 16 ticks a step.",
        "",
        "The score of an episode is minus the number of enemies that reached the base; cells give its mean ± standard deviation",
        "over the seeds, and the part of episodes won. Normalised, noop is 0 and the witness 1.",
        "",
        f"| level | {' | '.join(AGENTS)} | witness |",
        "|---|" + "---|" * (len(AGENTS) + 1),
    ]
    for level, of in by_level.items():
        cells = [f"{_cell(of[agent].score)}, won {100 * of[agent].won.mean:.0f} %" for agent in AGENTS if agent in of]
        lines.append(f"| {level} | {' | '.join(cells)} | {_witness(witnesses, level)} |")
    lines += ["", f"| normalised | {' | '.join(AGENTS)} |", "|---|" + "---|" * len(AGENTS)]
    for level, of in by_level.items():
        lines.append(f"| {level} | {' | '.join(_cell(of[agent].normalised, 3) for agent in AGENTS if agent in of)} |")
    return "\n".join(lines) + "\n"


def _cell(value: Spread, digits: int = 2) -> str:
    return f"{value.mean:.{digits}f} ± {value.deviation:.{digits}f}"


def _witness(witnesses: dict[str, float], level: str) -> str:
    return f"{witnesses[level]:.0f}" if level in witnesses else "none"
