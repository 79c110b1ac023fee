"""The levels room names what the server's rules name; neither imports the other's list, so a test holds them together."""

import pytest

from garrison_levels import fields, overrides
from garrison_levels.level import ENEMY_NAMES, TOWER_NAMES
from garrison_server import rules


def test_enemy_names_are_the_rules_types_in_order() -> None:
    assert tuple(kind.name for kind in rules.ENEMIES[:-1]) == ENEMY_NAMES
    assert rules.ENEMIES[-1].name == "skeleton"
    assert set(TOWER_NAMES) == {tower.name for tower in rules.TOWERS}


@pytest.mark.parametrize(
    ("override", "row"),
    [
        (overrides.TowerOverride, rules.Tower),
        (overrides.EnemyOverride, rules.Enemy),
        (overrides.KnightOverride, rules.Knight),
        (overrides.ReinforcementsOverride, rules.Reinforcements),
        (overrides.HeroOverride, rules.Hero),
    ],
)
def test_override_has_the_row_fields(override: type, row: type) -> None:
    assert set(override.__annotations__) == set(row.__annotations__) - {"name"}


def test_sizes_are_the_rules_sizes() -> None:
    assert fields.MAP_HALF == rules.MAP_HALF
    assert fields.BOX_SIDE == 2 * rules.BOX_HALF
    assert fields.SHORTEST_S == rules.TICK_S
