"""What tables and plots show of some episodes: each measure's mean with its interval."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from garrison_agents.llm.numbers import Result, measure, spread

Interval = dict[str, Any]  # as `numbers.spread` gives it
Entry = tuple[str, str, str]


@dataclass(frozen=True)
class Figure:
    """One measure: its name in a table, what it means, how it is written."""

    name: str
    title: str
    meaning: str
    form: Callable[[float], str]
    group: str
    of: Callable[[Result], float | None] | None = None  # None: `numbers.measure` knows it

    def value(self, result: Result) -> float | None:
        """Of one episode that was played; None: unknown."""
        return self.of(result) if self.of else measure(result, self.name)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _thousands(value: float) -> str:
    return f"{value:,.0f}" if value < 10_000 else f"{value / 1000:,.0f} k" if value < 10_000_000 else f"{value / 1e6:,.1f} M"


def _one(value: float) -> str:
    return f"{value:.1f}"


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _tokens(result: Result) -> float:
    return float(result["tokens_in"] + result["tokens_out"])


FIGURES: Final = (
    Figure("normalised", "Normalised", "0: as doing nothing; 1: as the level's witness", lambda v: f"{v:.3f}", "Play"),
    Figure("won", "Won", "share of episodes that were won", _percent, "Play"),
    Figure("waves", "Waves", "waves that had begun", _one, "Play"),
    Figure("leaks", "Leaks", "enemies that reached the base", _one, "Play", lambda r: float(r["leaks"])),
    Figure("gold_left", "Gold left", "gold unspent at the end", _whole, "Play"),
    Figure("valid_rate", "Valid", "replies whose action was accepted", _percent, "Replies"),
    Figure("unparseable", "Unparseable", "replies that are not one JSON object or call", _percent, "Replies"),
    Figure("out_of_schema", "Out of schema", "replies with wrong keys, types or values", _percent, "Replies"),
    Figure("illegal", "Illegal", "actions that the state refused", _percent, "Replies"),
    Figure("no_effect", "No effect", "actions after which the world went on as after nothing", _percent, "Replies"),
    Figure("replies", "Replies", "replies in an episode", _whole, "Cost", lambda r: float(r["replies"])),
    Figure("tokens", "Tokens", "prompt and reply tokens of an episode", _thousands, "Cost", _tokens),
    Figure("usd", "US$", "cost of an episode", lambda v: f"{v:.4f}", "Cost", lambda r: r["usd"]),
    Figure("latency", "s/call", "seconds that a request took", _seconds, "Cost", lambda r: r["latency"]["mean_s"] if r["calls"] else None),
)  # fmt: skip


def figures(results: Sequence[Result]) -> dict[str, Interval]:
    """Every figure of these episodes; void ones are left out, and so is what is unknown of any of them."""
    done = [result for result in results if result["state"] == "done"]
    return {figure.name: _interval([(result, figure.value(result)) for result in done]) for figure in FIGURES}


def leaks(results: Sequence[Result], enemies: Sequence[str]) -> dict[str, Interval]:
    """Leaks of each enemy in an episode."""
    done = [result for result in results if result["state"] == "done"]
    return {enemy: _interval([(result, float(result["leaks_by_enemy"].get(enemy, 0))) for result in done]) for enemy in enemies}


def enemies_of(results: Sequence[Result]) -> list[str]:
    """Enemies that ever leaked, most first."""
    total: dict[str, int] = {}
    for result in results:
        for name, count in result.get("leaks_by_enemy", {}).items():
            total[name] = total.get(name, 0) + count
    return sorted(total, key=lambda name: (-total[name], name))


def _interval(values: Sequence[tuple[Result, float | None]]) -> Interval:
    if any(value is None for _, value in values):
        return spread({})
    known = {(result["level"], result["seed"]): value for result, value in values if value is not None}
    if not all(map(math.isfinite, known.values())):
        raise ValueError(f"a number of {values[0][0]['id']} or its like is not finite")
    return spread(known)
