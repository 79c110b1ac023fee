"""The page on levels says what the code says."""

import re
from pathlib import Path

import pytest

from garrison_levels.fields import GROUND_LETTERS, ROAD_LETTERS
from garrison_levels.level import Level, benchmark_levels
from garrison_server import rules

PAGE = (Path(__file__).parents[2] / "docs" / "levels.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", rules.ENEMIES, ids=lambda kind: kind.name)
def test_enemy_row_has_the_rules_numbers(kind: rules.Enemy) -> None:
    cells = next(line for line in PAGE.splitlines() if line.startswith("|") and f" `{kind.name}` " in line).split(" | ")
    assert cells[0] == f"| {rules.ENEMIES.index(kind)}"
    assert [float(cell) for cell in cells[2:4]] == [kind.health, kind.speed]
    fights = kind.damage > 0
    assert cells[4:6] == ([f"{kind.interval_s:g} s", f"{kind.damage:g} to {kind.damage + kind.extra_damage:g}"] if fights else ["-", "-"])
    said = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", cells[6])}
    own = {value for value, default in zip(kind[6:], rules.Enemy("", 0, 0, 0, 0, 0)[6:], strict=True) if value != default}
    assert own - {True} <= said


def test_every_field_is_described() -> None:
    for name in Level.model_fields:
        assert f"`{name}" in PAGE


def test_every_letter_of_the_brush_is_in_its_table() -> None:
    for letter, name in (GROUND_LETTERS | ROAD_LETTERS).items():
        assert f"| `{letter}` | {name} |" in PAGE


def test_benchmark_titles_are_right() -> None:
    for name, level in benchmark_levels().items():
        assert f"| `{name}` | {level.title} |" in PAGE
