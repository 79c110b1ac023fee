"""Runs and comparisons as tables on stdout."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from garrison_agents.llm.bootstrap import Comparison

WIDTH = 170


def print_run(summaries: Sequence[dict[str, Any]], title: str) -> None:
    """Entries, best first, then each on every level."""
    table = Table(title=title)
    for name in ("model", "strategy", "sees"):
        table.add_column(name)
    for name in ("episodes", "normalised", "won", "valid", "unpars.", "schema", "illegal", "no effect", "gold left", "calls", "tokens",
                 "US$", "s/call"):  # fmt: skip
        table.add_column(name, justify="right")
    for row in sorted(summaries, key=lambda row: -row["normalised"]["mean"] if row["episodes"] else 9e9):
        table.add_row(
            row["model"], row["strategy"], row["modality"], f"{row['episodes']}" + (f" (+{row['void']} void)" if row["void"] else ""),
            interval(row["normalised"]), *(percent(row[name]) for name in ("won", "valid_rate", "unparseable", "out_of_schema", "illegal",
                                                                           "no_effect")),
            mean(row["gold_left"], 0), f"{row['calls']:,}", f"{row['tokens_in'] + row['tokens_out']:,}", money(row["usd"]),
            "" if row["latency_s"] is None else f"{row['latency_s']:.2f}",
        )  # fmt: skip
    _print(table)
    notes = Console(width=WIDTH, highlight=False)
    for row in summaries:
        who = f"{row['model']} {row['strategy']} {row['modality']}"
        for kind, count in row["voids"].items():
            notes.print(f"{who}: {count} void: {kind}")
        if row["cut"]:
            notes.print(f"{who}: {row['cut']} were cut before their end; what would have leaked later is not in their scores")


def print_comparisons(rows: Sequence[tuple[str, str, str, Comparison]], sizes: Sequence[float]) -> None:
    """(A, B, measure, comparison) each a row."""
    table = Table(title="A minus B, paired by level and seed; 95 % intervals by seed")
    for name in ("A", "B", "measure"):
        table.add_column(name)
    for name in ("pairs", "seeds", "difference", "p", *(f"seeds to see {size:g}" for size in sizes)):
        table.add_column(name, justify="right")
    for a, b, name, one in rows:
        needed = [one.seeds_needed(size) for size in sizes]
        p = "unknown" if one.p_value is None else f"{one.p_value:.4f}"
        if one.smallest_p is not None and one.smallest_p > 0.05:
            p += f" (never below {one.smallest_p:.3f} with {one.difference.seeds} seeds)"
        table.add_row(
            a, b, name, str(one.difference.n), str(one.difference.seeds), interval(vars(one.difference)), p,
            *("unknown" if n is None else str(n) for n in needed),
        )  # fmt: skip
    _print(table)


def interval(value: dict[str, Any], digits: int = 3) -> str:
    """mean [low, high]."""
    if not value["n"]:
        return "none"
    text = f"{value['mean']:.{digits}f}"
    return text if value["low"] is None else f"{text} [{value['low']:.{digits}f}, {value['high']:.{digits}f}]"


def percent(value: dict[str, Any]) -> str:
    """A share's mean."""
    return f"{100 * value['mean']:.1f} %" if value["n"] else ""


def mean(value: dict[str, Any], digits: int) -> str:
    """A mean alone."""
    return f"{value['mean']:.{digits}f}" if value["n"] else ""


def money(usd: float | None) -> str:
    """US dollars, or that they are unknown."""
    return "unknown" if usd is None else f"{usd:.4f}"


def _print(table: Table) -> None:
    console = Console()
    (console if console.is_terminal else Console(width=WIDTH)).print(table)
