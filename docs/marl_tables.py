"""Writes what PPO of several seats came to into docs/training.md and docs/self_play.md, and draws docs/self_play/elo.png.

python docs/marl_tables.py ALLIANCE_RECORDS [SIEGE_RECORDS SIEGE_RUN ...]

The records are folders that `garrison cross-play --record` wrote, the runs folders of `garrison train marl-ppo --game siege`.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from garrison_agents.llm.bootstrap import Interval, clustered_mean, compare_paired
from garrison_agents.marl.duels import draw_elo
from garrison_agents.trace import Trace, unpack_trace
from garrison_agents.training.folder import read_table

PAGES: Final = [Path(__file__).with_name(name) for name in ("training.md", "self_play.md")]
PICTURE: Final = Path(__file__).with_name("self_play") / "elo.png"
CHANCE: Final = "random-legal"
TRAINED: Final = re.compile(r"marl:.*-s(\d+)/last\.pt(@attacker)?")
Scores = dict[tuple[str, int], float]  # by level and seed of the game


def shown(found: Interval, digits: int = 3) -> str:
    """A mean with its interval."""
    ends = "" if found.low is None or found.high is None else f" [{found.low:.{digits}f}, {found.high:.{digits}f}]"
    return f"{found.mean:.{digits}f}{ends}"


def short(agent: str) -> str:
    """A trained agent by the seed of its run."""
    match = TRAINED.fullmatch(agent)
    return f"trained, seed {match[1]}" if match else f"`{agent}`"


def traces_of(folder: Path) -> list[Trace]:
    """All that were recorded."""
    return [unpack_trace(path.read_bytes(), str(path)) for path in sorted((folder / "traces").glob("*.json"))]


def elo_table(runs: Sequence[Path]) -> list[str]:
    """Every copy's Elo, and the lives that its games cost the base; a column for each side of each run."""
    columns: dict[str, list[str]] = {}
    steps: list[float] = []
    for run in runs:
        table = read_table(run / "elo.csv")
        rows = list(zip(*(table[name] for name in ("attacks", "steps", "elo", "low", "high", "lives")), strict=True))
        for side, name in enumerate(("defender", "attacker")):
            cells = [f"{elo:.0f} [{low:.0f}, {high:.0f}], {lives:.1f}" for attacks, _, elo, low, high, lives in rows if attacks == side]
            columns[f"{name}, seed {run.name.rpartition('-s')[2]}"] = cells
        steps = [step for attacks, step, *_ in rows if attacks]
    lines = [f"| steps | {' | '.join(columns)} |", "| ---: |" + " --- |" * len(columns)]
    return lines + [f"| {step:,.0f} | {' | '.join(cells[i] for cells in columns.values())} |" for i, step in enumerate(steps)]


def team_scores(traces: Sequence[Trace]) -> dict[tuple[str, str], Scores]:
    """The normalised score of each game, by who sat in it."""
    found: dict[tuple[str, str], Scores] = {}
    for trace in traces:
        found.setdefault((trace.seats[0], trace.seats[-1]), {})[trace.level, trace.seed] = trace.normalised
    return found


def alliance_table(traces: Sequence[Trace]) -> list[str]:
    """Teams of two of the same, of a trained one and chance, and of chance alone; and what each is ahead of that."""
    scores = team_scores(traces)
    chance = scores[CHANCE, CHANCE]
    trained = sorted({seat for pair in scores for seat in pair if TRAINED.fullmatch(seat)})
    lines = ["| team | normalised score | ahead of chance, game by game |", "| --- | --- | --- |"]
    lines.append(f"| two of `{CHANCE}` | {shown(clustered_mean(chance))} | |")
    for words, first, last in (("both seats {0}", True, True), ("{0}, then {1}", True, False), ("{1}, then {0}", False, True)):
        means: Scores = {}
        ahead: Scores = {}
        for number, agent in enumerate(trained):
            own = scores[agent if first else CHANCE, agent if last else CHANCE]
            by = compare_paired(own, chance).difference
            lines.append(f"| {words.format(short(agent), f'`{CHANCE}`')} | {shown(clustered_mean(own))} | {shown(by)} |")
            means["", number], ahead["", number] = float(np.mean(list(own.values()))), by.mean
        all_of_them = words.format(f"trained, {len(trained)} seeds", f"`{CHANCE}`")
        lines.append(f"| **{all_of_them}** | **{shown(clustered_mean(means))}** | **{shown(clustered_mean(ahead))}** |")
    return lines


def cross_table(traces: Sequence[Trace]) -> list[str]:
    """Everybody with, or against, everybody: the mean normalised score."""
    cells: dict[tuple[str, str], list[float]] = {}
    for trace in traces:
        cells.setdefault((trace.seats[0], trace.seats[-1]), []).append(trace.normalised)
    rows, columns = (sorted({pair[i] for pair in cells}) for i in (0, 1))
    lines = [f"| | {' | '.join(map(short, columns))} |", "| --- |" + " ---: |" * len(columns)]
    return lines + [f"| {short(row)} | {' | '.join(f'{np.mean(cells[row, column]):.2f}' for column in columns)} |" for row in rows]


def main() -> None:
    """The tables of what is given, and the picture."""
    alliance = traces_of(Path(sys.argv[1]))
    tables = {"alliance": alliance_table(alliance), "partners": cross_table(alliance)}
    if sys.argv[2:]:
        siege, *runs = map(Path, sys.argv[2:])
        PICTURE.parent.mkdir(exist_ok=True)
        draw_elo(runs, PICTURE)
        tables |= {"elo": elo_table(runs), "scripted": cross_table(traces_of(siege))}
    for page in PAGES:
        words = page.read_text(encoding="utf-8")
        for name, lines in tables.items():
            text = "\n".join(["", *lines, "", ""])
            words = re.sub(rf"(?<=<!-- {name}:start -->\n).*(?=<!-- {name}:end -->)", lambda _, text=text: text, words, flags=re.S)
        page.write_text(words, encoding="utf-8")


if __name__ == "__main__":
    main()
