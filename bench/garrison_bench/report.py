"""The bench's two outputs: a table for people and JSON for programs."""

import json
import os
import platform
from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from rich.table import Table

from garrison_bench.figures import BY_KEY, Figure, Measured


def table(results: Sequence[Measured]) -> Table:
    """One row a figure: value, bar, whether it holds, and the load."""
    out = Table(title="garrison bench (medians)", caption=f"{machine()}")
    for heading in ("figure", "value", "bar", ""):
        out.add_column(heading, justify="right" if heading in ("value", "bar") else "left", no_wrap=heading != "figure")
    out.add_column("load", overflow="fold")
    for result in results:
        figure = BY_KEY[result.key]
        mark = "" if figure.bar is None or result.value is None else "[green]holds[/]" if figure.holds(result.value) else "[red]short[/]"
        out.add_row(figure.about, shown(result.value, figure), _bar(figure), mark, result.load)
    return out


def as_json(results: Sequence[Measured]) -> str:
    """`{key: value, ..., "loads": {key: words}, "bars": {key: {...}}, "machine": words}`; null is what could not be measured."""
    document: dict[str, Any] = {result.key: None if result.value is None else float(f"{result.value:.6g}") for result in results}
    document["loads"] = {result.key: result.load for result in results}
    document["bars"] = {
        result.key: {figure.wanted: figure.bar, "holds": None if result.value is None else figure.holds(result.value)}
        for result in results
        if (figure := BY_KEY[result.key]).bar is not None
    }
    document["machine"] = machine()
    return json.dumps(document, indent=2)


def markdown(results: Sequence[Measured]) -> str:
    """The table as the README shows it."""
    rows = ["| figure | measured | bar | load |", "| --- | ---: | ---: | --- |"]
    for result in results:
        figure = BY_KEY[result.key]
        rows.append(f"| `{result.key}` | {shown(result.value, figure)} | {_bar(figure)} | {result.load} |")
    return "\n".join([*rows, "", machine()])


def machine() -> str:
    """What the figures were measured on, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, Numba {numba.__version__}"
    )


def shown(value: float | None, figure: Figure) -> str:
    """A value with its unit, to three or four figures."""
    if value is None:
        return "not measured"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {figure.unit}"


def _bar(figure: Figure) -> str:
    return "" if figure.bar is None else f"{'≥' if figure.wanted == 'at least' else '≤'} {figure.bar:,} {figure.unit}"
