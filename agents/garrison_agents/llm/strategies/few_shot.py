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

    level: str
    seed: int
    features: list[float]
    words: str
    reply: str


class Play(Forgetful):
    """Few-shot with examples chosen by similarity. An episode never sees examples of its own level and seed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._examples = read_examples(Path(settings.examples))

    def begin(self, table: Table) -> None:
        """The level's facts, and the examples that may be shown."""
        self._facts = facts_of(table.description)
        allowed = [one for one in self._examples if (one.level, one.seed) != (table.level, table.seed)]
        self._allowed = [one for one in allowed if one.level == table.level] or allowed

    def turn(self, table: Table) -> Reply:
        """Ask, after the most similar examples."""
        features, _ = situation(table.view, self._facts)
        nearest = sorted(self._allowed, key=lambda one: unlikeness(one.features, features))[: self.settings.shots]
        shown = "\n".join(f"Situation: {one.words}\nAnswer: {one.reply}" for one in nearest)
        return table.act(table.messages(SHOW.format(examples=shown) + table.user if nearest else table.user))


def read_examples(run: Path) -> list[Example]:
    """The decisions of a run's better episodes that acted. Raises ConfigError."""
    try:
        results: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in sorted((run / "episodes").glob("*.json"))]
        results = sorted((one for one in results if one["state"] == "done"), key=lambda one: -one["normalised"])
        chosen = results[: max(1, round(GOOD * len(results)))]
        return [one for result in chosen for one in _decisions(run, result)]
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"examples: {run} is no recorded run: {type(error).__name__}: {error}") from None


def _decisions(run: Path, result: dict[str, Any]) -> list[Example]:
    with (run / "transcripts" / f"{result['id']}.jsonl").open(encoding="utf-8") as lines:
        turns = [json.loads(line) for line in lines]
    return [
        Example(result["level"], result["seed"], turn["features"], turn["situation"], turn["reply"])
        for turn in turns
        if turn["understanding"] == "acted" and turn["reply"]
    ]
