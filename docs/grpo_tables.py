"""Writes what the ladder came to into docs/grpo.md, between the markers, and draws docs/grpo.png.

python docs/grpo_tables.py RUNS     (the folder `runs` of docs/grpo.md's commands, with train/ and words/ in it)
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from garrison_agents.training.curves import Curve, band, draw_bands
from garrison_agents.training.folder import read_table

PAGE = Path(__file__).with_name("grpo.md")
PICTURE = Path(__file__).with_name("grpo.png")
SECTION = re.compile(r"(?<=<!-- ladder:start -->\n).*(?=<!-- ladder:end -->)", re.S)
ROWS = {"score": "normalised_mean", "valid replies": "valid"}


def evaluations(folder: Path) -> list[dict[str, list[float]]]:
    """The table of each seed's run, in the order of the seeds."""
    return [read_table(path) for path in sorted(folder.glob("grpo-*/eval.csv"))]


def table(climbs: Sequence[dict[str, list[float]]], words: Sequence[dict[str, list[float]]]) -> str:
    """Each seed at the start, after the first part and at the end, and their mean with its interval."""
    lines = [f"| | {' | '.join(f'seed {seed}' for seed in range(len(climbs)))} | mean |", "| --- |" + " ---: |" * (len(climbs) + 1)]
    middle, end = (f"after {round(min(one['steps'][-1] for one in part), -3):,.0f}" for part in (climbs, words))
    for what, column in ROWS.items():
        for when, runs, row in (("after SFT", climbs, 0), (f"{middle} decisions of GRPO", climbs, -1), (f"{end} more", words, -1)):
            values = [run[column][row] for run in runs]
            shown = "{:.1%}" if column == "valid" else "{:.3f}"
            found = band([(np.zeros(1), np.array([value])) for value in values])
            mean, half = found.mean[0], found.half_width[0]
            cells = [*map(shown.format, values), f"{shown.format(mean)} ({shown.format(mean - half)} to {shown.format(mean + half)})"]
            lines.append(f"| {what} {when} | {' | '.join(cells)} |")
    return "\n".join(["", *lines, "", ""])


def curve(climb: dict[str, list[float]], words: dict[str, list[float]], column: str) -> Curve:
    """Both parts, one after the other; the second begins where the first ended."""
    steps = [*climb["steps"], *(climb["steps"][-1] + step for step in words["steps"][1:])]
    return np.array(steps), np.array([*climb[column], *words[column][1:]])


def main() -> None:
    """Writes the table and draws the curves."""
    climbs, words = (evaluations(Path(sys.argv[1]) / part) for part in ("train", "words"))
    PAGE.write_text(SECTION.sub(lambda _: table(climbs, words), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    labels = {"normalised score": "normalised_mean", "share of valid replies": "valid"}
    pairs = list(zip(climbs, words, strict=True))
    draw_bands({label: [curve(*pair, column) for pair in pairs] for label, column in labels.items()}, PICTURE)


if __name__ == "__main__":
    main()
