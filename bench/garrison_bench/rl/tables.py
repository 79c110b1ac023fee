"""The page's tables, as lines of Markdown."""

import math
from collections.abc import Sequence
from typing import Final

from garrison_bench.rl.matrix import Row
from garrison_bench.rl.outcomes import Estimate, Outcome, estimate, same_tables
from garrison_bench.rl.scripted import AGENTS, Scores

BASELINE: Final = "random-legal"  # what a learner must beat


def summary(outcomes: Sequence[Outcome], scripted: Scores) -> list[str]:
    """Agents down, levels across: the score at the end."""
    levels = list(dict.fromkeys(found.row.level for found in outcomes))
    lines = [f"| | {' | '.join(levels)} |", "| --- |" + " ---: |" * len(levels)]
    for agent in AGENTS:
        cells = [cell(estimate(scripted[level][agent])) if agent in scripted.get(level, {}) else "" for level in levels]
        lines.append(f"| {agent} | {' | '.join(cells)} |")
    for algorithm in dict.fromkeys(found.row.algorithm for found in outcomes):
        by_level = {found.row.level: found for found in outcomes if found.row.algorithm == algorithm}
        cells = [trained(by_level[level]) if level in by_level else "not run" for level in levels]
        lines.append(f"| **{algorithm}** | {' | '.join(cells)} |")
    return lines


def learners(outcomes: Sequence[Outcome], scripted: Scores, name: str = "algorithm") -> list[str]:
    """A line for each row: before, after, what it took, and whether it learnt."""
    lines = [
        f"| {name} | untrained | trained | gain | learns | beats {BASELINE} | steps | wall s | CPU s | seeds |",
        "| --- | ---: | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for found in outcomes:
        title = found.row.algorithm if name == "algorithm" else found.row.part.name
        if not found.paths:
            lines.append(f"| {title} | not run |" + " |" * 8)
            continue
        random = estimate(scripted.get(found.row.level, {}).get(BASELINE, ()))
        cells = [cell(found.before), cell(found.after), signed(found.gain), learns(found), beats(found.after, random), f"{found.steps:,}",
                 seconds(found.seconds("wall_s")), seconds(found.seconds("cpu_s")), str(len(found.paths))]  # fmt: skip
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def trained(found: Outcome) -> str:
    """The score at the end, and of how many seeds where some are missing."""
    if not found.paths:
        return "not run"
    return cell(found.after) + (f" ({len(found.paths)} of {found.row.wanted.seeds} seeds)" if found.missing else "")


def learns(found: Outcome) -> str:
    """Whether the gain's interval lies on one side of nothing."""
    if math.isnan(found.gain.half_width):
        return "one seed alone"
    return "yes" if found.gain.low > 0 else "**gets worse**" if found.gain.high < 0 else "**not shown**"


def beats(score: Estimate, random: Estimate) -> str:
    """Whether the two intervals lie apart."""
    if not random.n or math.isnan(score.half_width):
        return ""
    return "yes" if score.low > random.high else "**worse**" if score.high < random.low else "**not shown**"


def shortfalls(outcomes: Sequence[Outcome], scripted: Scores) -> list[str]:
    """In words, a line for each row that did not learn, or is no better than chance."""
    lines = []
    for found in outcomes:
        if len(found.paths) < 2:
            continue
        random = estimate(scripted.get(found.row.level, {}).get(BASELINE, ()))
        learnt, better = learns(found), beats(found.after, random)
        if learnt == "yes" and better == "yes":
            continue
        words = {"**gets worse**": "gets worse with training", "**not shown**": "does not show that it learns", "yes": "learns"}[learnt]
        against = {"yes": "above", "**worse**": "below", "**not shown**": "not apart from", "": "not held against"}[better]
        lines.append(
            f"- `{found.row.algorithm}` on {found.row.level} {words}: {cell(found.before)} untrained, {cell(found.after)} after "
            f"{found.steps:,} steps; {against} {BASELINE}'s {cell(random)}."
        )
    return lines or ["- Nothing of what was run: every row gains, and ends above random-legal, with intervals that lie apart."]


def targets(local: Outcome, remote: Outcome) -> list[str]:
    """The same runs in this process and on a server."""
    pairs, same = same_tables(local, remote)
    lines = ["| where | trained | wall s | CPU s of the trainer | seeds |", "| --- | ---: | ---: | ---: | ---: |"]
    for title, found in (("in this process (`--target local`)", local), ("on a server (`--target own`)", remote)):
        if found.paths:
            lines.append(f"| {title} | {cell(found.after)} | {seconds(found.seconds('wall_s'))} | {seconds(found.seconds('cpu_s'))} "
                         f"| {len(found.paths)} |")  # fmt: skip
    lines += ["", f"Of {pairs} seeds that were run both ways, `eval.csv` and `progress.csv` are byte for byte the same for {same}."]
    return lines


def long_run(found: Outcome, scripted: Scores) -> list[str]:
    """Many steps against chance, and how long each seed took."""
    random = estimate(scripted.get(found.row.level, {}).get(BASELINE, ()))
    lines = [
        "| | normalised score, mean and 95 % interval | over |", "| --- | ---: | --- |",
        f"| {BASELINE} | {cell(random)} | {random.n} frozen episodes |",
        f"| {found.row.algorithm}, untrained | {cell(found.before)} | {found.before.n} seeds, the same episodes |",
        f"| {found.row.algorithm}, {found.steps:,} steps | {cell(found.after)} | {found.after.n} seeds, the same episodes |",
        f"| difference to {BASELINE} | {found.after.mean - random.mean:+.3f} | the intervals {apart(found.after, random)} |",
        "", "| seed | trained | wall time |", "| ---: | ---: | ---: |",
    ]  # fmt: skip
    for path, (_, values) in zip(found.paths, found.curves, strict=True):
        wall = Outcome(found.row, (path,)).seconds("wall_s")
        lines.append(f"| {path.name.rpartition('-s')[2]} | {values[-1]:.3f} | {'' if wall is None else f'{wall.mean / 60:.1f} min'} |")
    return lines


def missing(outcomes: Sequence[Outcome]) -> list[str]:
    """What is wanted and was not run, a line for each row; empty when all is there."""
    return [f"- {named(found.row)}: {found.missing} of {found.row.wanted.seeds} seeds" for found in outcomes if found.missing]


def named(row: Row) -> str:
    """A row in words."""
    return f"{row.part.name}: {row.algorithm} on {row.level}, {row.steps:,} steps"


def apart(one: Estimate, other: Estimate) -> str:
    """How two intervals lie."""
    return "do not overlap" if one.low > other.high or one.high < other.low else "overlap"


def cell(value: Estimate) -> str:
    """A mean with its interval."""
    if not value.n:
        return ""
    return f"{value.mean:.3f}" + ("" if math.isnan(value.half_width) else f" ± {value.half_width:.3f}")


def signed(value: Estimate) -> str:
    """A difference with its interval."""
    return ("+" if value.mean >= 0 else "") + cell(value)


def seconds(value: Estimate | None) -> str:
    """A mean time."""
    return "not noted" if value is None else f"{value.mean:,.0f}"
