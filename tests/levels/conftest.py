"""A small valid level document, and a sample of TowerMind's Config folder with numbers of our own."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "name": "small-1",
    "title": "A small level",
    "description": "Two roads, three points.",
    "paths": [[[-3, 1], [0, 1.5], [2, 0]], [[-1, -3], [0.5, -1], [2, 0]]],
    "base": [2, 0],
    "hero": [2, 1.5],
    "tower_points": [
        {"at": [0, 0.8], "rally": [0, 1.5]},
        {"at": [-1, -1], "rally": [0.4, -1.1], "misleading": False},
        {"at": [-2.5, -2.5], "rally": [-2, -2.5], "misleading": True},
    ],
    "waves": [{"enemies": ["goblin", "bat"], "interval_s": 1.0}, {"enemies": ["orc", "orc", "hill_king"], "interval_s": 0.5}],
    "wave_interval_s": 8.0,
    "countdown_s": 5,
    "gold": {"start": 300, "maximum": 900},
    "life": 20,
    "refund_rate": 0.6,
    "coins": {"refresh_s": 5, "residence_s": 8.5, "value": 30, "extra": 10},
    "fog": {"on": True, "speed": 0.4},
    "look": {"ground": "snow", "road": "cobble"},
    "rules": {
        "towers": {"archer": {"price": 90, "range": 2.5}},
        "enemies": {"skeleton": {"health": 10}, "bat": {"flying": True, "speed": 0.7}},
        "knight": {"damage": 10},
        "reinforcements": {"number": 3},
        "hero": {"revive_s": 2},
    },
}

ENEMIES = (
    "Goblin", "Orc", "Bat", "Wolf", "Shaman", "Bone Chanter", "Ogre", "Shieldbearer", "Healer", "Wyvern", "Sapper", "Captain", "Ghost",
    "Carrier", "Hill King",
)  # fmt: skip
FLIERS = ("Bat", "Wyvern")


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(DOCUMENT)


def spot(x: float, y: float) -> dict[str, float]:
    return {"X": x, "Y": y}


def tower(name: str, price: int, kind: int, air: Any) -> dict[str, Any]:
    return {
        "Type": kind, "Name": name, "Price": price, "UpgradePrice": price + 5, "UpgradeGrowth": 1.5, "AttackSpeed": 0.9,
        "AttackDamage": 80, "AttackExtraDamage": 30, "AttackRange": 2.8, "CanAttackAir": air, "CanAttackGround": True,
        "Description": "passed over",
    }  # fmt: skip


def enemy(kind: int, name: str) -> dict[str, Any]:
    flies = name in FLIERS
    return {
        "Type": kind, "Name": name, "Health": 300 + 50 * kind, "MovementSpeed": 0.5, "AttackSpeed": 0 if flies else 1.1,
        "AttackDamage": 0 if flies else 40, "AttackExtraDamage": 0, "MovementType": "Flying" if flies else "Walking",
    }  # fmt: skip


def level(number: int, waves: list[int], **more: Any) -> dict[str, Any]:
    return {
        "ID": number, "PicFilePath": "pics/x.png", "FilePath": "x", "Difficulty": 1, "Waves": waves, "MaxMoney": 1500, "InitialMoney": 350,
        "TotalLife": 20, "WavesInterval": 12, "CountdownTime": 5, "TowerSellingDiscount": 0.8, "GoldCoinsRefreshTime": 5,
        "GoldCoinsResidenceTime": 10, "GoldCoinsValue": 40, "GoldCoinsExtraValue": 30, "Is_User_Generated": bool(more), **more,
    }  # fmt: skip


def sample_files() -> dict[str, Any]:
    """File name -> document: one built-in and one user-made level, and the built-in one's observation."""
    fighter = {"MovementSpeed": 0.7, "AttackSpeed": 0.8, "AttackDamage": 120, "AttackExtraDamage": 40, "AttackRange": 1.2}
    return {
        "TowerConfig.json": {
            "Towers": [tower("Knight Tower", 95, 1, 0), tower("Magician Tower", 105, 2, False), tower("Archer Tower", 115, 3, 1)]
        },
        "AllEnemiesConfig.json": {"Enemies": [enemy(i, name) for i, name in enumerate(ENEMIES)]},
        "AllWavesConfig.json": {
            "Waves": [{"ID": 3, "Enemies": [0, 0, 2], "EnemiesInterval": 1.5}, {"ID": 7, "Enemies": [6, 14], "EnemiesInterval": 2}]
        },
        "KnightConfig.json": {"Health": 500, **fighter, "FFCompensationValue": 45, "FFCompensationProbability": 1},
        "KnightReinforcementsConfig.json": {"Number": 2, "ExistTime": 9, "Description": "passed over"},
        "HeroConfig.json": {
            "Health": 1500, **fighter, "SkillAttackDamage": 90, "SkillAttackExtraDamage": 60, "SkillCostHealth": 110,
            "SkillLastTime": 4, "SkillAttackRange": 0.6, "RecoverHealthPerSec": 45, "ReviveTime": 12,
            "UpgradeGoldCoinCost": 450, "UpgradeHealthGrowthValue": 150,
        },
        "BenchmarkLevelsConfig.json": {"Levels": [level(0, [3, 7])]},
        "CustomLevelsConfig.json": {
            "Levels": [
                level(
                    1, [7], DestinationPosIcon=spot(2, 2), CustomEnemiesPaths=[[spot(-3.6, -2), spot(-2.4, -1), spot(1, -1), spot(2, 1.5)]],
                    TowerPoints=[[spot(0, 0), spot(0, -0.9)], [spot(-2.5, 2.5), spot(-2, 2.5)]],
                )
            ]
        },
        "observation-0.json": {
            "Map_Side_Length": 6.0,
            "Level_Enemy_Movement_Paths": [[spot(-3, 0), spot(0, 0.5), spot(2.5, 0.004)], [spot(0, 3), spot(2.5, 0)]],
            "Level_Enemy_Destination": spot(2.5, 0),
            "Level_Fog_Of_War_Position": spot(-4, 1),
            "Level_Hero_Realtime_Status": {"Is_Hero_Dead": False, "Hero_Position": spot(1, -2)},
            "Level_Towers_Realtime_Status": [
                {"Position": spot(0, 1.2), "Knights_Assembly_Position": spot(0, 0.5), "Is_Built": False},
                {"Position": spot(-2, -2.5), "Knights_Assembly_Position": spot(-2, -2), "Is_Built": False},
            ],
        },
    }  # fmt: skip


@pytest.fixture
def config_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes the sample folder; keyword `change` may alter the documents first."""

    def write(change: Callable[[dict[str, Any]], object] = lambda files: None) -> Path:
        files = copy.deepcopy(sample_files())
        change(files)
        folder = tmp_path / "Config"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / name).write_text(text, encoding="utf-8-sig" if name.startswith("Bench") else "utf-8")
        return folder

    return write
