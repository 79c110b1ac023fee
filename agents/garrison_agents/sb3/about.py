"""What a checkpoint plays, as a record beside the weights; and the player made from both."""

from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces
from stable_baselines3.common.policies import BasePolicy
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.models import KINDS, kind_name, policy_options, views_of
from garrison_agents.sb3.player import PolicyPlayer
from garrison_agents.sb3.settings import PpoSettings, Sb3Settings
from garrison_agents.training.errors import CheckpointError

SAME = ("algorithm", "views", "observation", "action_space", "actions", "stack", "policy")  # or the weights do not fit


def about_run(algorithm: str, settings: Sb3Settings, env: VecEnv) -> dict[str, Any]:
    """The record of what is trained with these settings on this batch."""
    return {
        "algorithm": kind_name(algorithm, settings),
        "views": list(views_of(settings)),
        "observation": space_record(env.observation_space),
        "action_space": settings.action_space,
        "actions": space_record(env.action_space),
        "stack": settings.stack,
        "policy": policy_options(settings),
        "sampled": isinstance(settings, PpoSettings) and settings.eval_sampled,
        "ticks_per_step": settings.ticks_per_step,
        "levels": list(settings.level),
        "seed": settings.seed,
    }


def space_record(space: spaces.Space[Any]) -> Any:
    """A space as JSON: of a Box its dtype, shape and bounds, of a Discrete its size, of a Dict each by name."""
    if isinstance(space, spaces.Dict):
        return {name: space_record(one) for name, one in space.spaces.items()}
    if isinstance(space, spaces.Discrete):
        return int(space.n)
    assert isinstance(space, spaces.Box)
    return [str(np.dtype(space.dtype)), list(space.shape), *(_bound(bound) for bound in (space.low, space.high))]


def _bound(bound: Any) -> Any:
    """One number where all are equal."""
    return float(bound.flat[0]) if (bound == bound.flat[0]).all() else bound.tolist()


def recorded_space(record: Any) -> spaces.Space[Any]:
    """What space_record was given."""
    if isinstance(record, dict):
        return spaces.Dict({name: recorded_space(one) for name, one in record.items()})
    if isinstance(record, int):
        return spaces.Discrete(record)
    dtype, shape, low, high = record
    bounds: Any = [np.broadcast_to(np.array(bound, dtype), shape) for bound in (low, high)]
    box: spaces.Space[Any] = spaces.Box(*bounds, dtype=np.dtype(dtype).type)
    return box


def refuse_other(path: Path, wanted: dict[str, Any], came: dict[str, Any]) -> None:
    """Raises CheckpointError, naming both, where a checkpoint's weights were made for something else."""
    for name in SAME:
        if came.get(name) != wanted.get(name):
            raise CheckpointError(f"{path}: its {name} is {shown(came.get(name))}, wanted {shown(wanted.get(name))}")


def shown(value: Any) -> str:
    """A list of names as words."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def player_of(policy: BasePolicy, about: dict[str, Any]) -> PolicyPlayer:
    """A policy as a player of several episodes."""
    kind = KINDS[about["algorithm"]]
    return PolicyPlayer(
        policy, tuple(about["views"]), about["action_space"], stack=about["stack"], masked=kind.masked, sampled=about["sampled"]
    )
