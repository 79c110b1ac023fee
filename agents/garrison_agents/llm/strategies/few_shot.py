"""Few-shot: replies from the best episodes of a recorded run, in the situations most like the present one."""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.situation import situation, unlikeness
from garrison_agents.llm.strategies.settings import Strategy as Settings
from garrison_agents.llm.strategies.strategy import Forgetful
from garrison_agents.llm.table import Reply, Table
from garrison_agents.scripted.facts import facts_of

SHOW: Final = "What a good player answered in situations like this one:\n{examples}\n\nNow the present situation.\n"
GOOD: Final = 0.5  # of the recorded episodes, the better part


class Example(NamedTuple):
    """One recorded decision."""

    features: list[float]
    words: str
    reply: str


class Recorded(NamedTuple):
    """One recorded episode."""

    level: str
    seed: int
    normalised: float
    examples: list[Example]


class Play(Forgetful):
    """Few-shot with examples chosen by similarity. An episode never sees examples of its own level and seed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._recorded = read_run(Path(settings.examples))

    def begin(self, table: Table) -> None:
        """The level's facts, and the better episodes that may be shown: of this level, if there are any."""
        self._facts = facts_of(table.description)
        others = [one for one in self._recorded if (one.level, one.seed) != (table.level, table.seed)]
        others = [one for one in others if one.level == table.level] or others
        others.sort(key=lambda one: -one.normalised)
        self._examples = [example for one in others[: max(1, round(GOOD * len(others)))] for example in one.examples]

    def turn(self, table: Table) -> Reply:
        """Ask, after the most similar examples."""
        features, _ = situation(table.view, self._facts)
        nearest = sorted(self._examples, key=lambda one: unlikeness(one.features, features))[: self.settings.shots]
        shown = "\n".join(f"Situation: {one.words}\nAnswer: {one.reply}" for one in nearest)
        return table.act(table.messages(SHOW.format(examples=shown) + table.user if nearest else table.user))


def read_run(run: Path) -> list[Recorded]:
    """A run's finished episodes, each with its decisions that acted. Raises ConfigError."""
    try:
        results: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in sorted((run / "episodes").glob("*.json"))]
        done = [one for one in results if one["state"] == "done"]
        if not done:
            raise ValueError("no finished episode is there")
        return [Recorded(one["level"], one["seed"], one["normalised"], _decisions(run, one["id"])) for one in done]
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"examples: {run} is no recorded run: {type(error).__name__}: {error}") from None


def _decisions(run: Path, name: str) -> list[Example]:
    with (run / "transcripts" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        turns = [json.loads(line) for line in lines]
    return [
        Example(turn["features"], turn["situation"], turn["reply"]) for turn in turns if turn["understanding"] == "acted" and turn["reply"]
    ]
