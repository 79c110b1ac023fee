"""The five benchmark levels: what the rules promise of them, as far as it can be seen without playing."""

from itertools import pairwise

import pytest

from garrison_levels.level import BENCHMARK_NAMES, ENEMY_NAMES, Level, benchmark_levels, level_hash
from garrison_levels.roads import nearest_on

LEVELS = list(benchmark_levels().values())


def enemies(level: Level) -> list[str]:
    return [name for wave in level.waves for name in wave.enemies]


def test_names_are_the_files_names() -> None:
    assert tuple(level.name for level in LEVELS) == BENCHMARK_NAMES


def test_contents_are_those_that_witnesses_and_replays_were_recorded_on() -> None:
    hashes = {
        "garrison-1": "cba8db370111bd12260e92cfff1416d5d1dd0f6af9502a3c27e3b0f6e9c89255",
        "garrison-2": "4a6879051e6e19bf273a2c53adc476c0d7cf0f148b9657821906bee4a4185858",
        "garrison-3": "9975d45220cbffcef327d2c10235b1df56d5c838c5e0c3bf0eac3919bdb0f72b",
        "garrison-4": "ffde299c8ba29bea395edfcbea136174a218e3f8daa6ef2d1e44f8dbbfd37e20",
        "garrison-5": "d2090914f8d0096b553e46e716ad9d24b1d1b19d7741af4d47693c8e130020cd",
    }
    assert {level.name: level_hash(level) for level in LEVELS} == hashes


def test_all_fifteen_kinds_appear() -> None:
    assert {name for level in LEVELS for name in enemies(level)} == set(ENEMY_NAMES)


def test_levels_grow_harder() -> None:
    """More roads, more misleading points, less gold for each road; no fewer waves."""
    for easier, harder in pairwise(LEVELS):
        assert len(harder.paths) > len(easier.paths)
        assert sum(point.misleading for point in harder.tower_points) > sum(point.misleading for point in easier.tower_points)
        assert harder.gold.start / len(harder.paths) < easier.gold.start / len(easier.paths)
        assert len(harder.waves) >= len(easier.waves)


@pytest.mark.parametrize("level", LEVELS, ids=BENCHMARK_NAMES)
def test_doing_nothing_loses_every_life(level: Level) -> None:
    assert level.life == 20
    assert len(enemies(level)) >= level.life
    # The hero starts where nobody passes, else it would fight unasked.
    assert nearest_on(level.paths, level.hero)[0] > 0.7


@pytest.mark.parametrize("level", LEVELS, ids=BENCHMARK_NAMES)
def test_someone_flies(level: Level) -> None:
    assert {"bat", "wyvern"} & set(enemies(level))


@pytest.mark.parametrize("level", LEVELS, ids=BENCHMARK_NAMES)
def test_misleading_points_reach_no_road_and_others_do(level: Level) -> None:
    for point in level.tower_points:
        distance, _ = nearest_on(level.paths, point.at)
        assert distance > 1.6 if point.misleading else 0.45 <= distance <= 0.95
        to_rally = ((point.at[0] - point.rally[0]) ** 2 + (point.at[1] - point.rally[1]) ** 2) ** 0.5
        assert to_rally <= 1.2
        if not point.misleading:
            assert nearest_on(level.paths, point.rally)[0] < 0.05
