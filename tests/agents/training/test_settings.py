"""Settings: every field has its line, what is wrong is named, a config file holds what was written."""

from dataclasses import fields
from typing import Any

import pytest

from garrison_agents.sb3.settings import DqnSettings, PpoSettings
from garrison_agents.training.algorithms import ALGORITHMS, settings_class
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.settings import ALL_VIEWS, Settings, helps, pack_settings, unpack_settings


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_field_has_a_line(algorithm: str) -> None:
    lines = helps(settings_class(algorithm))
    assert {field.name for field in fields(settings_class(algorithm))} == set(lines)
    assert all(line.endswith(".") and len(line) > 10 for line in lines.values())


def test_a_config_file_holds_what_was_written() -> None:
    settings = PpoSettings(level=("garrison-2", "x.json"), hidden=(32,), gamma=1, norm_reward=False)
    data = pack_settings("ppo", settings)
    assert unpack_settings(PpoSettings, data, "here") == settings
    assert settings.differences(PpoSettings()) == {"level": ("garrison-2", "x.json"), "hidden": (32,), "gamma": 1.0, "norm_reward": False}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"gamma": 1.5}, "gamma: came 1.5, wanted 0 to 1"),
    ({"envs": 0}, "envs: came 0, wanted 1 or more"),
    ({"learning_rate": 0}, "learning_rate: came 0.0, wanted more than 0"),
    ({"envs": True}, "envs: came True, wanted int"),
    ({"level": "garrison-1"}, "level: came 'garrison-1', wanted several of str"),
    ({"level": []}, "level: came none"),
    ({"eval_episodes": 0}, "eval_episodes: came 0, wanted 1 or more"),
    ({"hidden": [64, 2.5]}, "hidden: came 2.5, wanted int"),
    ({"speed": 3}, "speed: no such setting; there are level, ticks_per_step"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_what_is_wrong_is_named(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says.replace("(", r"\(")):
        PpoSettings().with_changes(changes)


def test_a_file_s_fault_names_the_file() -> None:
    for data, says in (("{", "mine.json: "), ('{"format": 2}', "format 1"), ('{"format": 1, "gamma": 2}', "mine.json: gamma: came 2")):
        with pytest.raises(SettingsError, match=says):
            unpack_settings(DqnSettings, data, "mine.json")


def test_all_views_are_the_three() -> None:
    assert Settings(view=("all", "rich", "pixels:36")).views == (*ALL_VIEWS, "pixels:36")


def test_ranges_of_generated_levels_are_spelt_out() -> None:
    settings = Settings(level=("generated:9-11:2", "garrison-1", "generated:10:2"))
    assert settings.levels == ("generated:9:2", "generated:10:2", "generated:11:2", "garrison-1") == settings.eval_levels
    assert Settings(eval_level=("generated:1-1:3",)).eval_levels == ("generated:1:3",)
    with pytest.raises(SettingsError, match="came 'generated:3-2:1'"):
        _ = Settings(level=("generated:3-2:1",)).levels
