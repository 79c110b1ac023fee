"""The importer of TowerMind's Config folder, on a sample folder written by code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from garrison_levels.level import LevelError, read_level, write_level
from garrison_levels.towermind import beside, import_towermind

Write = Callable[..., Path]


def test_folder_becomes_levels_that_read_back(config_folder: Write, tmp_path: Path) -> None:
    folder = config_folder()
    imported = import_towermind(folder, beside(folder))
    assert [level.name for level in imported.levels] == ["towermind-0", "towermind-custom-1"]
    assert imported.without_geometry == ()
    for level in imported.levels:
        write_level(level, tmp_path / "again.json")
        assert read_level(tmp_path / "again.json") == level


def test_built_in_level_takes_geometry_from_the_observation(config_folder: Write) -> None:
    folder = config_folder()
    level = import_towermind(folder, {0: folder / "observation-0.json"}).levels[0]
    assert level.paths[0] == ((-3, 0), (0, 0.5), (2.5, 0))  # the last waypoint was rounded: led to the base
    assert (level.base, level.hero) == ((2.5, 0), (1, -2))
    assert [(point.at, point.rally, point.misleading) for point in level.tower_points] == [
        ((0, 1.2), (0, 0.5), False),
        ((-2, -2.5), (-2, -2), True),
    ]
    assert level.fog.on


def test_numbers_are_carried_over(config_folder: Write) -> None:
    folder = config_folder()
    level = import_towermind(folder, beside(folder)).levels[0]
    assert [wave.enemies for wave in level.waves] == [("goblin", "goblin", "bat"), ("ogre", "hill_king")]
    assert [wave.interval_s for wave in level.waves] == [1.5, 2]
    assert (level.wave_interval_s, level.countdown_s, level.life, level.refund_rate) == (12, 5, 20, 0.8)
    assert (level.gold.start, level.gold.maximum) == (350, 1500)
    assert level.coins.model_dump() == {"refresh_s": 5, "residence_s": 10, "value": 40, "extra": 30}
    rules = level.rules
    assert rules.towers["archer"] == {
        "price": 115, "upgrade_price": 120, "growth": 1.5, "interval_s": 0.9, "damage": 80, "extra_damage": 30, "range": 2.8,
        "hits_air": True, "hits_ground": True,
    }  # fmt: skip
    assert not rules.towers["knight"]["hits_air"]
    assert rules.enemies["bat"] == {"health": 400, "speed": 0.5, "damage": 0, "extra_damage": 0, "flying": True}
    assert rules.enemies["orc"]["interval_s"] == 1.1
    assert not rules.enemies["orc"]["flying"]
    assert rules.knight["compensation"] == 45
    assert rules.reinforcements == {"number": 2, "exist_s": 9}
    assert (rules.hero["raise_price"], rules.hero["fire_cost"], rules.hero["revive_s"]) == (450, 110, 12)


def test_road_from_outside_is_cut_at_the_edge_and_led_to_the_base(config_folder: Write) -> None:
    folder = config_folder()
    level = import_towermind(folder, {}).levels[0]
    assert level.paths == (((-3, -1.5), (-2.4, -1), (1, -1), (2, 1.5), (2, 2)),)
    assert level.hero == level.base == (2, 2)
    assert not level.fog.on


def test_built_in_level_without_observation_is_named(config_folder: Write) -> None:
    imported = import_towermind(config_folder(), {})
    assert [level.name for level in imported.levels] == ["towermind-custom-1"]
    assert imported.without_geometry == (0,)


def test_observations_are_looked_for_beside_the_folder(config_folder: Write, tmp_path: Path) -> None:
    folder = config_folder()
    (tmp_path / "observation-12.json").write_text("{}")
    (tmp_path / "observation-x.json").write_text("{}")
    assert beside(folder) == {0: folder / "observation-0.json", 12: tmp_path / "observation-12.json"}


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """A change of the sample: the last of `path` is put where the rest leads; `...` takes the field away."""
    *way, last, value = path

    def change(files: dict[str, Any]) -> None:
        inner: Any = files
        for step in way:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value

    return change


BUILT_IN = ("BenchmarkLevelsConfig.json", "Levels", 0)
CUSTOM = ("CustomLevelsConfig.json", "Levels", 0)
FAULTS = [
    (put("TowerConfig.json", "Towers", 1, "Price", ...), "TowerConfig.json", "Towers[1].Price", "required"),
    (put("TowerConfig.json", "Towers", 1, "Price", 10.5), "TowerConfig.json", "Towers[1].Price", "whole number"),
    (put("TowerConfig.json", "Towers", 1, "Name", "Laser Tower"), "TowerConfig.json", "Towers[1].Name", "Archer Tower"),
    (put("TowerConfig.json", "Towers", 1, "Name", "Archer Tower"), "TowerConfig.json", "Towers[2].Name", "no value twice"),
    (put("TowerConfig.json", "Towers", 1, "CanAttackAir", "yes"), "TowerConfig.json", "Towers[1].CanAttackAir", "integer"),
    (put("TowerConfig.json", "Towers", ...), "TowerConfig.json", "Towers", "required"),
    (put("TowerConfig.json", '{"Towers": [], "Towers": []}'), "TowerConfig.json", "key 'Towers'", "each key once"),
    (put("TowerConfig.json", "{"), "TowerConfig.json", "file", "valid JSON"),
    (put("AllEnemiesConfig.json", "Enemies", 3, "Type", 15), "AllEnemiesConfig.json", "Enemies[3].Type", "14"),
    (put("AllEnemiesConfig.json", "Enemies", 3, "Type", 2), "AllEnemiesConfig.json", "Enemies[3].Type", "no value twice"),
    (put("AllEnemiesConfig.json", "Enemies", 3, "MovementType", 2), "AllEnemiesConfig.json", "Enemies[3].MovementType", "Flying"),
    (put("AllEnemiesConfig.json", "Enemies", 3, "AttackSpeed", 0), "AllEnemiesConfig.json", "Enemies[3].AttackSpeed", "fights"),
    (put("AllWavesConfig.json", "Waves", 0, "Enemies", 2, 15), "AllWavesConfig.json", "Waves[0].Enemies[2]", "a Type of"),
    (put("AllWavesConfig.json", "Waves", 1, "ID", 3), "AllWavesConfig.json", "Waves[1].ID", "no value twice"),
    (put("AllWavesConfig.json", "Waves", 1, "EnemiesInterval", -1), "AllWavesConfig.json", "Waves[1].EnemiesInterval", "0.02"),
    (put("KnightConfig.json", "FFCompensationProbability", 50), "KnightConfig.json", "FFCompensationProbability", "1"),
    (put("KnightReinforcementsConfig.json", "Number", "two"), "KnightReinforcementsConfig.json", "Number", "integer"),
    (put("HeroConfig.json", "SkillLastTime", None), "HeroConfig.json", "SkillLastTime", "number"),
    (
        put(*BUILT_IN, "Waves", 1, 8),
        "BenchmarkLevelsConfig.json",
        "Levels[0].Waves[1]",
        "an ID of AllWavesConfig.json",
    ),
    (put(*CUSTOM, "TowerPoints", ...), "CustomLevelsConfig.json", "Levels[0].TowerPoints", "geometry"),
    (put(*CUSTOM, "CustomEnemiesPaths", 0, 1, {"X": 1}), "CustomLevelsConfig.json", "Levels[0].CustomEnemiesPaths[0][1].Y", "required"),
    (put(*CUSTOM, "TowerPoints", 0, 0, {"X": 2.9, "Y": 0}), "CustomLevelsConfig.json, level 1", "tower_points[0].at", "inside the map"),
    (put(*CUSTOM, "DestinationPosIcon", {"X": 4, "Y": 0}), "CustomLevelsConfig.json", "Levels[0].DestinationPosIcon.X", "3"),
    (put(*CUSTOM, "InitialMoney", 2000), "CustomLevelsConfig.json, level 1", "gold.start", "1500"),
    (put("observation-0.json", "Level_Enemy_Destination", ...), "observation-0.json", "Level_Enemy_Destination", "required"),
    (put("observation-0.json", "Level_Towers_Realtime_Status", []), "observation-0.json", "Level_Towers_Realtime_Status", "at least 1"),
]


@pytest.mark.parametrize(("change", "file", "field", "wanted"), FAULTS, ids=[f"{file}-{field}" for _, file, field, _ in FAULTS])
def test_fault_names_file_and_field(config_folder: Write, change: Any, file: str, field: str, wanted: str) -> None:
    folder = config_folder(change)
    with pytest.raises(LevelError) as caught:
        import_towermind(folder, beside(folder))
    assert caught.value.source.endswith(file)
    assert caught.value.faults[0].field == field
    assert wanted in caught.value.faults[0].wanted


def test_folders_that_are_none_are_refused(config_folder: Write, tmp_path: Path) -> None:
    with pytest.raises(LevelError, match="no such folder"):
        import_towermind(tmp_path / "none", {})
    with pytest.raises(LevelError, match="at least one of them"):
        import_towermind(tmp_path, {})
    folder = config_folder()
    (folder / "HeroConfig.json").unlink()
    with pytest.raises(LevelError, match="HeroConfig"):
        import_towermind(folder, {})
    with pytest.raises(LevelError, match=r"none\.json"):
        import_towermind(config_folder(), {0: folder / "none.json"})
