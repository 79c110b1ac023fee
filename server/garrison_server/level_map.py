"""A level as text for a terminal: the map in plain characters, and its numbers."""

import math
from collections import Counter
from itertools import pairwise
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from garrison_levels.level import Level, level_hash

COLUMNS: Final = 61  # 0.1 units each
ROWS: Final = 31  # 0.2 units each
POINT_MARKS: Final = "123456789abcdef"
STYLES: Final = {"=": "yellow", ">": "bold yellow", "B": "bold white on blue", "H": "bold green", "+": "cyan", ".": "bright_black"}
LEGEND: Final = "= road   > where it comes in   B base   H hero   1-f tower points (red: misleading)   + where their knights stand"


def level_map(level: Level) -> Text:
    """The map, y up: one line per 0.2 units, one character per 0.1."""
    rows = [["."] * COLUMNS for _ in range(ROWS)]
    for path in level.paths:
        for start, end in pairwise(path):
            for i in range(101):
                _put(rows, (start[0] + (end[0] - start[0]) * i / 100, start[1] + (end[1] - start[1]) * i / 100), "=")
    for path in level.paths:
        _put(rows, path[0], ">")
    for point in level.tower_points:
        _put(rows, point.rally, "+")
    _put(rows, level.hero, "H")
    _put(rows, level.base, "B")
    misleading = set()
    for mark, point in zip(POINT_MARKS, level.tower_points, strict=False):
        _put(rows, point.at, mark)
        if point.misleading:
            misleading.add(mark)
    text = Text(no_wrap=True)
    for row in rows:
        for mark in row:
            text.append(mark, "bold red" if mark in misleading else STYLES.get(mark, "bold magenta"))
        text.append("\n")
    return text


def level_numbers(level: Level) -> dict[str, Any]:
    """What a level amounts to, as plain values."""
    counts = Counter(name for wave in level.waves for name in wave.enemies)
    return {
        "name": level.name,
        "title": level.title,
        "roads": len(level.paths),
        "road_lengths": [round(_length(path), 2) for path in level.paths],
        "tower_points": len(level.tower_points),
        "misleading_points": sum(point.misleading for point in level.tower_points),
        "waves": len(level.waves),
        "enemies": sum(counts.values()),
        "enemy_kinds": dict(counts),
        "gold": level.gold.start,
        "life": level.life,
        "fog": level.fog.on,
        "hash": level_hash(level),
    }


def wave_table(level: Level) -> Table:
    """The waves, one a row."""
    table = Table("wave", "enemies", "every", box=None, header_style="bold")
    for i, wave in enumerate(level.waves, 1):
        counts = Counter(wave.enemies)
        table.add_row(str(i), ", ".join(f"{n} {name}" for name, n in counts.items()), f"{wave.interval_s:g} s")
    return table


def changed_rules(level: Level) -> str:
    """The level's changes to the game's tables in a few words; empty if there are none."""
    rules = level.rules.model_dump()
    return "; ".join(f"{table}: {', '.join(changes)}" for table, changes in rules.items() if changes)


def _length(path: tuple[tuple[float, float], ...]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(path))


def _put(rows: list[list[str]], place: tuple[float, float], mark: str) -> None:
    column, row = round((place[0] + 3) * 10), round((3 - place[1]) * 5)
    rows[row][column] = mark
