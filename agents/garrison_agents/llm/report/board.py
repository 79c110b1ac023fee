"""Many runs side by side: which of their entries can be compared, and in which order they stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from garrison_agents.llm.bootstrap import Comparison, compare_paired
from garrison_agents.llm.compare import SAME
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.episodes import lanes
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.manifest import config_of
from garrison_agents.llm.numbers import Result, by_entry, values
from garrison_agents.llm.report.figures import Entry, Interval, figures
from garrison_agents.llm.report.run import readable
from garrison_agents.llm.verdict import Verdict, read_verdict


@dataclass
class Place:
    """One entry of one run."""

    run: str  # its name
    folder: RunFolder
    entry: Entry
    results: list[Result]  # void ones too
    left: int  # episodes that were not played
    verdict: Verdict | None
    figures: dict[str, Interval]
    missing: list[str]  # levels of which no episode is there
    rank: int = 0  # 0: none
    behind: Comparison | None = None  # this minus the first, on the levels and seeds that both have played

    @property
    def done(self) -> list[Result]:
        """Episodes that were played."""
        return [result for result in self.results if result["state"] == "done"]

    @property
    def mean(self) -> float:
        """The normalised score; the lowest of all where there is none."""
        return self.figures["normalised"]["mean"] if self.done else -math.inf

    @property
    def unranked(self) -> str:
        """Why it has no rank, or nothing."""
        if self.verdict and self.verdict.mark == "refused":
            return "its run was refused"
        if not self.done:
            return "no episode was played"
        return f"nothing of {', '.join(self.missing)}" if self.missing else ""


@dataclass
class Division:
    """Entries that were played by the same rules on the same levels."""

    rules: dict[str, Any]  # the settings that `garrison compare` wants to be equal
    levels: dict[str, str]  # their hashes
    places: list[Place]


def board(folders: Sequence[RunFolder]) -> list[Division]:
    """The divisions, turn by turn first; in each the best entry first. Raises RunError."""
    found: dict[str, Division] = {}
    seen: dict[str, RunFolder] = {}
    for folder in folders:
        manifest = folder.read_manifest()
        with readable(folder.path):
            if (other := seen.setdefault(manifest["run"], folder)) is not folder:
                raise RunError(f"{folder.path} is the same run as {other.path}")
            config = config_of(manifest)
            division = _division(config, manifest)
            known = found.setdefault(repr((division.rules, sorted(division.levels.items()))), division)
            known.places += _places(folder, config)
    tracks = ("turn", "plan", "real_time")
    divisions = sorted(found.values(), key=lambda one: (tracks.index(one.rules["track"]), -len(one.levels)))
    for division in divisions:
        _rank(division)
    return divisions


def _division(config: Evaluation, manifest: dict[str, Any]) -> Division:
    rules = {name: getattr(config, name) for name in SAME}
    if config.track != "real_time":
        rules["speed"] = 1.0  # which has no meaning there
    return Division(rules, {level: str(manifest["levels"][level]["hash"]) for level in config.levels}, [])


def _places(folder: RunFolder, config: Evaluation) -> list[Place]:
    """Every entry of the config, those too of which nothing was played."""
    verdict, played, places = read_verdict(folder), by_entry(folder.results()), []
    wanted = len(config.levels) * len(config.seeds)
    for entry in dict.fromkeys(episode.entry for lane in lanes(config, ()) for episode in lane):
        results = played.get(entry, [])
        there = {result["level"] for result in results if result["state"] == "done"}
        missing = [level for level in config.levels if level not in there]
        places.append(Place(config.name, folder, entry, results, wanted - len(results), verdict, figures(results), missing))
    return places


def _rank(division: Division) -> None:
    division.places.sort(key=lambda place: (bool(place.unranked), -place.mean))
    ranked = [place for place in division.places if not place.unranked]
    for place in ranked:
        place.rank = 1 + sum(other.mean > place.mean for other in ranked)
        if place is not ranked[0]:
            place.behind = compare_paired(values(place.done, "normalised"), values(ranked[0].done, "normalised"))
