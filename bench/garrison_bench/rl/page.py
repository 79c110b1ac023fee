"""The benchmark page: what was measured goes between its markers, its pictures into a folder beside it; the rest is written by hand."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from garrison_agents.training.curves import draw_bands
from garrison_agents.training.errors import FolderError
from garrison_agents.training.folder import replacing
from garrison_bench.rl import tables
from garrison_bench.rl.matrix import PARTS, Wanted
from garrison_bench.rl.outcomes import Outcome, estimate, manifests, outcome
from garrison_bench.rl.scripted import Scores, read_scores

START, END = "<!-- bench-rl:start -->\n", "<!-- bench-rl:end -->"
SECTION: Final = re.compile(f"(?<={START}).*(?={END})", re.S)
MARKED: Final = ("random-legal", "greedy", "expert")  # lines across the pictures


def write_page(wanted: Wanted, out: Path, page: Path, command: str) -> list[str]:
    """Writes what is finished under `out` into the page; returns what is missing, a line for each row.

    Raises FolderError for a page without markers.
    """
    text = page.read_text(encoding="utf-8") if page.exists() else START + END + "\n"
    if not SECTION.search(text):
        raise FolderError(f"{page}: no place for the figures; wanted the lines {START.strip()} and {END}")
    outcomes = [outcome(row, out) for row in wanted.rows()]
    block = Writer(outcomes, read_scores(out), page.with_suffix("")).block(command)
    with replacing(page) as path:
        path.write_text(SECTION.sub(lambda _: block, text), encoding="utf-8")
    return tables.missing(outcomes)


class Writer:
    """Makes the block, and the pictures that it shows."""

    def __init__(self, outcomes: Sequence[Outcome], scripted: Scores, pictures: Path) -> None:
        self.outcomes, self.scripted, self.pictures = outcomes, scripted, pictures
        self.parts = {part.name: [found for found in outcomes if found.row.part is part] for part in PARTS}

    def block(self, command: str) -> str:
        """All sections that there is something for."""
        lines = ["", *self.made(command)]
        for section in (self.levels, self.views, self.targets, self.long):
            lines += section()
        if gaps := tables.missing(self.outcomes):
            lines += ["## What is missing", "", "Wanted, and not run to its end when this page was made:", "", *gaps, ""]
        return "\n".join(lines) + "\n"

    def made(self, command: str) -> list[str]:
        """The command, the versions, the machine, the days."""
        found = manifests(path for one in self.outcomes for path in one.paths)
        runs, wanted = len(found), sum(one.row.wanted.seeds for one in self.outcomes)
        lines = ["## How it was made", "", "```sh", command, "```", "", f"{runs} of {wanted} runs are finished."]
        if found:
            written = [path.joinpath("eval.csv").stat().st_mtime for one in self.outcomes for path in one.paths]
            days = sorted({datetime.datetime.fromtimestamp(when, datetime.UTC).date().isoformat() for when in written})
            lines[-1] += f" They ended {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") + f", on {several(found, 'machine')}, "
            lines[-1] += f"Python {several(found, 'python')}, engine version {several(found, 'engine_version')}; {versions(found)}."
        return [*lines, ""]

    def levels(self) -> list[str]:
        """Every algorithm on every level."""
        outcomes = self.parts["levels"]
        if not any(found.paths for found in outcomes):
            return []
        lines = ["## Levels and algorithms", "", *tables.summary(outcomes, self.scripted), "", "### What does not learn", ""]
        lines += [*tables.shortfalls(outcomes, self.scripted), ""]
        for level in dict.fromkeys(found.row.level for found in outcomes):
            here = [found for found in outcomes if found.row.level == level]
            lines += [f"### {level}", "", *tables.learners(here, self.scripted), ""]
            lines += self.picture(level, level, {found.row.algorithm: found for found in here}, level)
        return lines

    def views(self) -> list[str]:
        """Structured against pixels."""
        outcomes = [*self.parts["structured"], *self.parts["pixels"]]
        if not any(found.paths for found in outcomes):
            return []
        lines = ["## Structured against pixels", "", *tables.learners(outcomes, self.scripted, "view"), ""]
        return lines + self.picture(
            "views", "structured against pixels", {found.row.part.name: found for found in outcomes}, outcomes[0].row.level
        )

    def targets(self) -> list[str]:
        """In process against over gRPC."""
        if not (remote := [found for found in self.parts["remote"] if found.paths]):
            return []
        lines = ["## Local against remote", ""]
        for there in remote:
            here = [one for one in self.parts["levels"] if (one.row.algorithm, one.row.level) == (there.row.algorithm, there.row.level)]
            lines += [*(tables.targets(here[0], there) if here else []), ""]
        return lines

    def long(self) -> list[str]:
        """Three million steps."""
        lines = []
        for found in self.parts["long"]:
            if found.paths:
                lines += [f"## {found.row.steps:,} steps", "", *tables.long_run(found, self.scripted), ""]
                lines += self.picture("long", f"{found.row.algorithm} on {found.row.level}", {found.row.algorithm: found}, found.row.level)
        return lines

    def picture(self, name: str, title: str, groups: dict[str, Outcome], level: str) -> list[str]:
        """Draws the curves, with the scripted agents' scores as lines across; the line that shows it."""
        path = self.pictures / f"{name}.png"
        curves = {label: found.curves for label, found in groups.items() if found.curves}
        if not curves:
            return []
        scores = self.scripted.get(level, {})
        marks = {agent: estimate(scores[agent]).mean for agent in MARKED if agent in scores}
        try:
            draw_bands(curves, path, marks, title)
        except ModuleNotFoundError as error:
            raise FolderError(f"{path} cannot be drawn: {error.name} is not installed: pip install 'garrison[rl]'") from None
        return [f"![{title}: normalised score over decisions, with 95 % intervals]({self.pictures.name}/{path.name})", ""]


def several(found: Sequence[dict[str, Any]], key: str) -> str:
    """The values that there are, each once."""
    return " and ".join(dict.fromkeys(str(one[key]) for one in found))


def versions(found: Sequence[dict[str, Any]]) -> str:
    """The packages' versions, each once."""
    names = dict.fromkeys(name for one in found for name in one["versions"])
    return ", ".join(
        f"{name} {' and '.join(dict.fromkeys(one['versions'][name] for one in found if name in one['versions']))}" for name in names
    )
