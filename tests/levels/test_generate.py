"""Generated levels: always valid, the same everywhere, and harder with difficulty."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garrison_levels.generate import FAR, LARGEST_SEED
from garrison_levels.level import Level, LevelError, find_level, generate_level, level_hash
from garrison_levels.muster import WEIGHTS, weight
from garrison_levels.roads import nearest_on


def enemies(level: Level) -> list[str]:
    return [name for wave in level.waves for name in wave.enemies]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, LARGEST_SEED), st.integers(1, 5))
def test_every_seed_gives_a_playable_level(seed: int, difficulty: int) -> None:
    level = generate_level(seed, difficulty)
    assert level.name == f"generated-{seed}-{difficulty}"
    assert len(enemies(level)) > level.life
    assert "bat" in level.waves[-1].enemies
    weights = [weight(list(wave.enemies)) for wave in level.waves]
    assert weights == sorted(weights)
    assert nearest_on(level.paths, level.hero)[0] >= 0.9
    for path in level.paths:
        assert max(abs(value) for value in path[0]) == 3
        assert sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in pairwise(path)) > 3
    good = [point for point in level.tower_points if not point.misleading]
    assert len(good) >= 4
    for point in good:
        assert 0.5 <= nearest_on(level.paths, point.at)[0] <= 0.9
    for point in level.tower_points:
        assert not point.misleading or nearest_on(level.paths, point.at)[0] > FAR


def test_difficulty_adds_roads_enemies_points_and_takes_gold() -> None:
    mean = []
    for difficulty in range(1, 6):
        levels = [generate_level(seed, difficulty) for seed in range(12)]
        assert all(1 <= len(level.paths) <= 5 for level in levels)
        totals = [(len(level.paths), len(enemies(level)), sum(p.misleading for p in level.tower_points)) for level in levels]
        mean.append((*(sum(column) / len(levels) for column in zip(*totals, strict=True)), -levels[0].gold.start))
    for easier, harder in pairwise(mean):
        assert all(a < b for a, b in zip(easier, harder, strict=True))
    assert generate_level(1, 5).waves[-1].enemies[-1] == "hill_king"


def test_seeds_give_different_levels() -> None:
    assert len({level_hash(generate_level(seed, 3)) for seed in range(30)}) == 30


EXPECTED = {
    "generated:0:1": "de61c2f5e220e13ce4ea4293b33f587c7013f99f59299806c88025f7353badcf",
    "generated:7:3": "68ea2aef1a1198ff9f09a62eb01f5b95cee803c7b8f4a0556e8044a61719d68b",
    "generated:123456789:5": "d734d3527e63bceb5481e5e47364a6f3bae30564229f40a0e2c712ae77cfc58a",
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_level_is_the_same_on_every_machine(name: str, expected: str) -> None:
    assert level_hash(find_level(name)) == expected


@pytest.mark.parametrize(("seed", "difficulty", "field"), [(-1, 3, "seed"), (2**63, 3, "seed"), (0, 0, "difficulty"), (0, 6, "difficulty")])
def test_seed_or_difficulty_out_of_range_is_refused(seed: int, difficulty: int, field: str) -> None:
    with pytest.raises(LevelError) as caught:
        generate_level(seed, difficulty)
    assert [fault.field for fault in caught.value.faults] == [field]


def test_only_the_portable_part_of_random_is_used() -> None:
    """`random()` is promised to stay the same between Pythons; the rest of the class is not."""
    from garrison_levels.generate import generate_document

    class OnlyRandom(Random):
        def __getattribute__(self, name: str) -> object:
            assert name in ("random", "seed") or name.startswith("__"), name
            return super().__getattribute__(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("garrison_levels.generate.Random", OnlyRandom)
        assert generate_document(4, 4)["name"] == "generated-4-4"
    assert set(WEIGHTS) == set(find_level("garrison-1").model_json_schema()["$defs"]["Wave"]["properties"]["enemies"]["items"]["enum"])
