"""The page on cooperation: what was measured goes between its markers, its picture into a folder beside it; the rest is by hand."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from garrison_agents.llm.bootstrap import Interval
from garrison_agents.training.errors import FolderError
from garrison_agents.training.folder import replacing
from garrison_bench.cooperation.matrix import Row
from garrison_bench.cooperation.outcomes import Outcome, difference, interval, outcome
from garrison_bench.cooperation.picture import draw
from garrison_bench.rl.outcomes import manifests
from garrison_bench.rl.page import several, versions

START, END = "<!-- cooperation:start -->\n", "<!-- cooperation:end -->"
SECTION: Final = re.compile(f"(?<={START}).*(?={END})", re.S)
PICTURE: Final = "cooperation.png"
FEWEST: Final = 3  # seeds: over two a bootstrap interval is no more than what lies between them
SHARED, INDEPENDENT = "shared", "independent"


def write_page(rows: Sequence[Row], out: Path, page: Path) -> list[str]:
    """Writes what is finished under `out` into the page; returns what is missing, a line for each row.

    Raises FolderError for a page without markers.
    """
    text = page.read_text(encoding="utf-8") if page.exists() else START + END + "\n"
    if not SECTION.search(text):
        raise FolderError(f"{page}: no place for the figures; wanted the lines {START.strip()} and {END}")
    outcomes = [outcome(row, out) for row in rows]
    there = [found for found in outcomes if found.paths]
    pictures = page.with_suffix("")
    if there:
        draw(there, pictures / PICTURE)
    block = "\n".join(["", *made(outcomes, pictures.name), *tables(there), *gaps(outcomes)]) + "\n"
    with replacing(page) as path:
        path.write_text(SECTION.sub(lambda _: block, text), encoding="utf-8")
    return missing(outcomes)


def made(outcomes: Sequence[Outcome], pictures: str) -> list[str]:
    """How many runs, of what, and the picture."""
    runs, wanted = sum(len(found.paths) for found in outcomes), sum(len(found.row.seeds) for found in outcomes)
    lines = [f"{runs} of {wanted} runs are finished"]
    if runs:
        row, found = outcomes[0].row, manifests(path for one in outcomes for path in one.paths.values())
        lines[0] += f", each of {row.steps:,} steps, with {row.episodes} frozen games to an evaluation; on {several(found, 'machine')}, "
        lines[0] += f"Python {several(found, 'python')}; {versions(found)}."
        lines += ["", f"![cooperation over the steps of training, for every condition]({pictures}/{PICTURE})"]
    return [*lines, ""]


def tables(outcomes: Sequence[Outcome]) -> list[str]:
    """A table of each part."""
    lines: list[str] = []
    for part in dict.fromkeys(found.row.condition.part for found in outcomes):
        lines += [f"### {part.capitalize()}", "", "| condition | networks | cooperation | with explorers | reward | seeds |"]
        lines += ["| --- | --- | ---: | ---: | ---: | ---: |"]
        here = [found for found in outcomes if found.row.condition.part == part]
        for found in here:
            cells = (shown(interval(values)) for values in (found.cooperation, found.exploring, found.reward))
            lines.append(f"| {found.row.condition.name} | {found.row.sharing} | {' | '.join(cells)} | {len(found.paths)} |")
        lines += ["", *verdicts(here), ""]
    return lines


def verdicts(outcomes: Sequence[Outcome]) -> list[str]:
    """In words, a line for each condition: what it is, and whether sharing makes a difference that the interval shows."""
    by_name = {(found.row.condition.name, found.row.sharing): found for found in outcomes}
    lines = []
    for condition in dict.fromkeys(found.row.condition for found in outcomes):
        pair = [by_name.get((condition.name, sharing)) for sharing in (SHARED, INDEPENDENT)]
        line = f"- `{condition.name}`: {condition.about}."
        if pair[0] is not None and pair[1] is not None:
            gap = difference(pair[0], pair[1], lambda found: found.cooperation)
            line += f" Shared less independent: {shown(gap, sign=True)}, {verdict(gap)}."
        lines.append(line)
    return lines


def verdict(gap: Interval) -> str:
    """Which of the two cooperates more, where the interval lies on one side of nothing."""
    if gap.low is None or gap.high is None or gap.seeds < FEWEST:
        return f"over {gap.seeds} seed{'s' if gap.seeds > 1 else ''}, too few for a verdict"
    if gap.low > 0:
        return "so the shared network cooperates more"
    return "so the shared network cooperates less" if gap.high < 0 else "so no difference is shown"


def shown(value: Interval, sign: bool = False) -> str:
    """A mean with its interval."""
    form = "+.2f" if sign else ".2f"
    return f"{value.mean:{form}}" + ("" if value.low is None else f" [{value.low:{form}}, {value.high:{form}}]")


def missing(outcomes: Sequence[Outcome]) -> list[str]:
    """What is wanted and was not run, a line for each row."""
    return [
        f"- {found.row.group}, {found.row.sharing}: {found.missing} of {len(found.row.seeds)} seeds" for found in outcomes if found.missing
    ]


def gaps(outcomes: Sequence[Outcome]) -> list[str]:
    """The same as a section; empty when all is there."""
    lines = missing(outcomes)
    return ["### What is missing", "", "Wanted, and not run to its end when this page was made:", "", *lines, ""] if lines else []
