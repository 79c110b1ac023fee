"""A run's folder, read whole, as its page shows it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from garrison.backend import Backend
from garrison.play.action_words import Wording
from garrison_agents.llm.episodes import lanes, level_label
from garrison_agents.llm.errors import LlmError, RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.manifest import config_of
from garrison_agents.llm.numbers import Result, by_entry
from garrison_agents.llm.record import life_of
from garrison_agents.llm.report.figures import Entry

EVERY: Final = ""  # the view of all levels together


@dataclass
class Run:
    """A run as its page shows it."""

    folder: RunFolder
    manifest: dict[str, Any]
    results: list[Result]
    wording: Wording
    lives: dict[str, int]  # that each level begins with
    wanted: int  # episodes that the run should have
    turns: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # transcripts by episode

    @property
    def entries(self) -> list[Entry]:
        """Who played, in the config's order."""
        return list(by_entry(self.results))

    @property
    def levels(self) -> list[str]:
        """Levels of which an episode is there, in the manifest's order."""
        there = {result["level"] for result in self.results}
        return [level for level in self.manifest["levels"] if level in there]

    @property
    def views(self) -> list[str]:
        """What can be looked at: all levels together, and each."""
        return [EVERY, *self.levels] if len(self.levels) > 1 else self.levels

    def of(self, entry: Entry | None = None, level: str = EVERY) -> list[Result]:
        """Episodes of an entry on a level."""
        return [
            result
            for result in self.results
            if level in (EVERY, result["level"]) and entry in (None, (result["model"], result["strategy"], result["modality"]))
        ]


@contextlib.contextmanager
def readable(path: Path) -> Iterator[None]:
    """What a forged or broken file of a run leads to becomes a RunError, one sentence."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        if isinstance(error, LlmError):
            raise
        raise RunError(f"{path}: is not as garrison evaluate writes it: {type(error).__name__}: {error}") from None


def read_run(folder: RunFolder, backend: Backend) -> Run:
    """Raises RunError when there is nothing to show."""
    manifest = folder.read_manifest()
    config = config_of(manifest)
    order = {episode.id: number for number, episode in enumerate(episode for lane in lanes(config, ()) for episode in lane)}
    results = folder.results()
    if not results:
        raise RunError(f"{folder.path} has no episode yet")
    for result in results:  # their names are parts of paths
        if result["id"] not in order:
            raise RunError(f"{folder.path}: episode {result['id']!r} is none of the run's config")
    results.sort(key=lambda result: order[result["id"]])
    lives, wording = {}, None
    for level in manifest["levels"]:
        described = backend.describe("", level_document=folder.level(level_label(level)).read_bytes())
        lives[level], wording = life_of(described), wording or Wording.of(described)
    assert wording is not None
    turns = {result["id"]: folder.transcript(result["id"]) for result in results}
    return Run(folder, manifest, results, wording, lives, len(order), turns)
