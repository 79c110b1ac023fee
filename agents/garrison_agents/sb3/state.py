"""Everything that a run goes on from, bit for bit: beside the weights, what the algorithm counts, all generators, the batch, the replay."""

import random
from collections import deque
from typing import Any, Final

import numpy as np
import torch
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.environment import environment_state, restore_environment

# What an algorithm counts, by its own attributes; the off-policy ones have more than the others.
COUNTED: Final = ("num_timesteps", "_n_updates", "_episode_num", "_n_calls", "_current_progress_remaining", "exploration_rate")
SEEN: Final = ("_last_obs", "_last_episode_starts")


def run_state(model: BaseAlgorithm, env: VecEnv) -> dict[str, Any]:
    """The state between two iterations, as plain values and arrays."""
    state: dict[str, Any] = {
        "counted": {name: getattr(model, name) for name in COUNTED if hasattr(model, name)},
        "seen": {name: getattr(model, name) for name in SEEN},
        "random": _generators(model),
        "environment": environment_state(env),
    }
    if (replay := getattr(model, "replay_buffer", None)) is not None:
        state["replay"] = replay.state()
    return state


def restore_run(model: BaseAlgorithm, env: VecEnv, state: dict[str, Any]) -> None:
    """Puts a model and a batch of the same settings where `run_state` found them; the generators last."""
    for name, value in (state["counted"] | state["seen"]).items():
        setattr(model, name, value)
    model.ep_info_buffer, model.ep_success_buffer = deque(maxlen=100), deque(maxlen=100)
    replay: Any = getattr(model, "replay_buffer", None)
    if replay is not None:
        replay.restore(state["replay"])
    restore_environment(env, state["environment"])
    _restore_generators(model, state["random"])


def _generators(model: BaseAlgorithm) -> dict[str, Any]:
    name, keys, place, has_gauss, gauss = np.random.get_state()  # noqa: NPY002 - what Stable-Baselines3 draws from
    version, internal, next_gauss = random.getstate()
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "numpy": [name, keys, place, has_gauss, gauss],
        "python": [version, list(internal), next_gauss],
        "actions": model.action_space.np_random.bit_generator.state,
    }


def _restore_generators(model: BaseAlgorithm, state: dict[str, Any]) -> None:
    torch.set_rng_state(state["torch"])
    if state["cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["cuda"])
    np.random.set_state(tuple(state["numpy"]))  # noqa: NPY002
    version, internal, next_gauss = state["python"]
    random.setstate((version, tuple(internal), next_gauss))
    model.action_space.np_random.bit_generator.state = state["actions"]
