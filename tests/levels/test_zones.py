"""Zones: whose the points and roads are among several seats."""

from typing import Any

import pytest

from garrison_levels.level import LevelError, benchmark_levels, level_hash, level_of, level_text, parse_level


def zoned(zones: Any) -> dict[str, Any]:
    return benchmark_levels()["garrison-2"].model_dump(mode="json") | {"zones": zones}


def test_zones_are_kept_and_hashed() -> None:
    plain = benchmark_levels()["garrison-2"]
    level = level_of(zoned({"points": [0, 1, 2, 3, 0, 1, 2, 3, 0, 1], "roads": [3, 0]}))
    assert level.zones is not None and level.zones.roads == (3, 0)
    assert parse_level(level_text(level).encode()) == level and level_hash(level) != level_hash(plain)


def test_level_without_zones_says_nothing_of_them() -> None:
    plain = benchmark_levels()["garrison-2"]
    assert "zones" not in level_text(plain) and level_of(zoned(None)) == plain and level_hash(level_of(zoned(None))) == level_hash(plain)


@pytest.mark.parametrize(
    ("zones", "fault"),
    [
        ({"points": [0] * 9, "roads": [0, 0]}, "zones.points: 9 zones came, wanted 10"),
        ({"points": [0] * 10, "roads": [0]}, "zones.roads: 1 zones came, wanted 2"),
        ({"points": [0] * 9 + [4], "roads": [0, 0]}, r"zones.points\[9\]: 4 came"),
        ({"points": [0] * 10}, "zones.roads"),
        ([], "zones"),
    ],
)
def test_zones_that_do_not_fit_are_faults(zones: Any, fault: str) -> None:
    with pytest.raises(LevelError, match=fault):
        level_of(zoned(zones))
