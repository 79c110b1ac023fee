"""The algorithms by name: what each is, its settings, its trainer, and the configs that come with it."""

import importlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.settings import RunSettings
from garrison_agents.training.task import Trainer


@dataclass(frozen=True)
class Algorithm:
    """One line of `garrison train --help`, and where its settings and its trainer are, as module:name."""

    about: str
    settings: str
    trainer: str
    extra: str = "rl"  # of the package garrison, that brings its libraries
    configs: str = ""  # a package with a file of settings for each of its named configs


SB3: Final = "garrison_agents.sb3.train:train"
MARL: Final = "garrison_agents.marl.train:train"
ALGORITHMS: Final = {
    "ppo": Algorithm("PPO of Stable-Baselines3: any action, legal or not.", "garrison_agents.sb3.settings:PpoSettings", SB3),
    "maskable-ppo": Algorithm("PPO of sb3-contrib, legal actions only.", "garrison_agents.sb3.settings:PpoSettings", SB3),
    "dqn": Algorithm("DQN of Stable-Baselines3.", "garrison_agents.sb3.settings:DqnSettings", SB3),
    "qrdqn": Algorithm("QR-DQN of sb3-contrib.", "garrison_agents.sb3.settings:QrDqnSettings", SB3),
    "apex": Algorithm(
        "Ape-X DQN on Ray: many actors, one learner.",
        "garrison_agents.apex.settings:ApexSettings",
        "garrison_agents.apex.train:train",
        "ray",
    ),
    "sft": Algorithm(
        "Supervised fine-tuning of a policy that writes replies, on recorded episodes of a teacher.",
        "garrison_agents.grpo.settings:SftSettings",
        "garrison_agents.grpo.sft:train",
        "grpo",
        "garrison_agents.grpo.teaching",
    ),
    "dpo": Algorithm(
        "DPO, SimPO or f-DPO of a policy that writes replies, on pairs of recorded episodes.",
        "garrison_agents.grpo.settings:DpoSettings",
        "garrison_agents.grpo.preference.train:train",
        "grpo",
    ),
    "grpo": Algorithm(
        "GRPO of a policy that writes replies, against a server; its variants are settings.",
        "garrison_agents.grpo.settings:GrpoSettings",
        "garrison_agents.grpo.train:train",
        "grpo",
        "garrison_agents.grpo.variants",
    ),
    "marl-ppo": Algorithm(
        "PPO for several seats: a network for all, or one for each.", "garrison_agents.marl.settings:MarlPpoSettings", MARL, "rl,marl"
    ),
    "marl-dqn": Algorithm(
        "DQN for several seats: a network for all, or one for each.", "garrison_agents.marl.settings:MarlDqnSettings", MARL, "rl,marl"
    ),
}


def settings_class(algorithm: str) -> type[RunSettings]:
    """The algorithm's settings."""
    found: type[RunSettings] = _named(ALGORITHMS[algorithm].settings)
    return found


def trainer(algorithm: str) -> Trainer:
    """What trains it. Raises SettingsError where its libraries are missing."""
    try:
        found: Trainer = _named(ALGORITHMS[algorithm].trainer)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{algorithm} needs {error.name}, which is not installed: pip install 'garrison[{ALGORITHMS[algorithm].extra}]'"
        ) from None
    return found


def named_configs(algorithm: str) -> dict[str, Path]:
    """The configs that come with an algorithm, by their names."""
    package = ALGORITHMS[algorithm].configs
    return {path.stem: path for path in sorted(Path(str(files(package))).glob("*.json"))} if package else {}


def config_file(algorithm: str, config: Path) -> Path:
    """A file of settings as it is, or the one that comes with the algorithm by that name. Raises SettingsError naming those there are."""
    known = named_configs(algorithm)
    if str(config) in known and not config.is_file():
        return known[str(config)]
    if known and not config.exists():
        raise SettingsError(f"{config}: no such file, and no config of {algorithm}; there are {', '.join(known)}")
    return config


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)
