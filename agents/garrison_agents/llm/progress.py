"""The live table on stderr: who has played how much, how well, and what it cost. Without a terminal, a line an episode."""

import threading
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from garrison_agents.llm.asking import Asking
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.episodes import Episode
from garrison_agents.llm.record import Record


@dataclass
class Row:
    """One entry's standing."""

    total: int
    done: int = 0
    void: int = 0
    decisions: int = 0
    retries: int = 0
    scores: list[float] = field(default_factory=list)
    valid: list[float] = field(default_factory=list)
    tokens: int = 0
    usd: float | None = 0.0
    live: dict[str, float] = field(default_factory=dict)  # episodes under way -> share of valid replies


class Progress:
    """Called from all threads."""

    def __init__(self, config: Evaluation, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._lock = threading.RLock()
        episodes = len(config.levels) * len(config.seeds)
        self._rows = {
            (model.name, strategy.name, modality): Row(episodes)
            for model in config.models for strategy in config.strategies for modality in config.modalities
        }  # fmt: skip
        self._title = config.name
        self._shared = any(model.provider == "person" for model in config.models)  # the terminal is somebody's to read and type at
        self._live = Live(get_renderable=self._table, console=self._console, refresh_per_second=2, transient=True)

    def __enter__(self) -> "Progress":
        if self._console.is_terminal and not self._console.quiet and not self._shared:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def decided(self, episode: Episode, record: Record, asking: Asking) -> None:
        """A decision was made."""
        with self._lock:
            row = self._rows[episode.entry]
            row.decisions += 1
            row.live[episode.id] = float(record.last.scores[0])

    def finished(self, episode: Episode, result: dict[str, Any]) -> None:
        """An episode is done, void, or was so before."""
        with self._lock:
            row = self._rows[episode.entry]
            row.live.pop(episode.id, None)
            row.tokens += result["tokens_in"] + result["tokens_out"]
            row.usd = None if row.usd is None or result["usd"] is None else row.usd + result["usd"]
            if result["state"] == "void":
                row.void += 1
                words = f"void ({result['trouble']['kind']}: {result['trouble']['words']})"
            else:
                row.done += 1
                row.scores.append(result["normalised"])
                row.valid.append(result["valid_rate"])
                words = f"score {result['score']:g}, normalised {result['normalised']:.3f}, {100 * result['valid_rate']:.1f} % valid"
        if not self._live.is_started:
            self.say(f"{episode.id}: {words}")

    def retried(self, key: str, words: str) -> None:
        """A request is sent again."""
        with self._lock:
            for entry, row in self._rows.items():
                if key.startswith(f"{'.'.join(entry)}."):
                    row.retries += 1
        if not self._live.is_started:
            self.say(f"{key}: trying again after {words}")

    def say(self, words: str) -> None:
        """A line above the table."""
        self._console.print(words, highlight=False, markup=False, soft_wrap=True)

    def _table(self) -> Table:
        table = Table(title=self._title)
        for name in ("model", "strategy", "sees"):
            table.add_column(name)
        for name in ("episodes", "void", "playing", "decisions", "retries", "normalised", "valid", "tokens", "US$"):
            table.add_column(name, justify="right")
        with self._lock:
            for entry, row in self._rows.items():
                table.add_row(
                    *entry, f"{row.done}/{row.total}", str(row.void), str(len(row.live)), f"{row.decisions:,}", str(row.retries),
                    _mean(row.scores, "{:.3f}"), _mean([100 * one for one in row.valid], "{:.1f} %"), f"{row.tokens:,}",
                    "unknown" if row.usd is None else f"{row.usd:.4f}",
                )  # fmt: skip
        return table


def _mean(values: list[float], form: str) -> str:
    return form.format(sum(values) / len(values)) if values else ""
