"""The batch that Stable-Baselines3 trains on: episodes, stacked frames, scaled rewards; and its whole state as a record."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from stable_baselines3.common.running_mean_std import RunningMeanStd
from stable_baselines3.common.vec_env import VecEnv, VecEnvWrapper

from garrison.sb3_env import DefenseVecEnv
from garrison_agents.training.settings import Settings
from garrison_agents.training.stacking import PIXELS, FrameStack, stacked_space

LARGEST_REWARD: Final = 50.0  # after scaling
EPSILON: Final = 1e-8


def defense_env(settings: Settings, views: Sequence[str], targets: Sequence[str]) -> DefenseVecEnv:
    """The episodes, not begun yet; their first seeds come from the settings'."""
    here = list(targets) == ["local"]
    env = DefenseVecEnv(
        settings.envs,
        levels=settings.levels,
        views=views,
        action_space=settings.action_space,
        target=targets[0] if len(targets) == 1 else list(targets),
        ticks_per_step=settings.ticks_per_step,
        max_ticks=settings.max_ticks,
        step_penalty=settings.step_penalty,
        threads=settings.threads if here else 1,
    )
    drawn = np.random.SeedSequence(settings.seed).generate_state(settings.envs, np.uint64) | np.uint64(1 << 63)
    env.seed([int(seed) for seed in drawn])
    return env


class PixelStack(VecEnvWrapper):
    """Views of pixels with the frames before; the other views as they are."""

    def __init__(self, venv: VecEnv, views: Sequence[str], frames: int) -> None:
        self.views = tuple(views)
        self.stack = FrameStack(venv.num_envs, frames)
        space = venv.observation_space
        if isinstance(space, spaces.Dict):
            inner = {name: stacked_space(name, one, frames) for name, one in space.spaces.items()}
            super().__init__(venv, observation_space=spaces.Dict(inner))
        else:
            super().__init__(venv, observation_space=stacked_space(self.views[0], space, frames))
        self._everyone = np.arange(venv.num_envs)

    def reset(self) -> Any:
        """The first frames, on black ones."""
        return self._pushed(self.venv.reset(), np.ones(self.num_envs, np.bool_))

    def step_wait(self) -> tuple[Any, NDArray[np.float32], NDArray[np.bool_], list[dict[str, Any]]]:
        """As the batch below; the terminal observations are stacked too."""
        observation, rewards, dones, infos = self.venv.step_wait()
        for row in np.flatnonzero(dones):
            infos[row]["terminal_observation"] = self._last(infos[row]["terminal_observation"], int(row))
        return self._pushed(observation, dones), rewards, dones, infos

    def _pushed(self, observation: Any, fresh: NDArray[np.bool_]) -> Any:
        if isinstance(observation, dict):
            return self.stack.push(observation, self._everyone, fresh)
        return self.stack.push({self.views[0]: observation}, self._everyone, fresh)[self.views[0]]

    def _last(self, observation: Any, row: int) -> Any:
        if isinstance(observation, dict):
            return {name: self.stack.last(name, row, view) if name.startswith(PIXELS) else view for name, view in observation.items()}
        return self.stack.last(self.views[0], row, observation)


class RewardScale(VecEnvWrapper):
    """Divides rewards by the running deviation of the discounted return (Engstrom et al., "Implementation Matters", 2020)."""

    def __init__(self, venv: VecEnv, gamma: float) -> None:
        super().__init__(venv)
        self.gamma = gamma
        self.running = RunningMeanStd(shape=())
        self.returns = np.zeros(venv.num_envs)

    def reset(self) -> Any:
        """New episodes; what was learnt of the returns stays."""
        self.returns[:] = 0
        return self.venv.reset()

    def step_wait(self) -> tuple[Any, NDArray[np.float32], NDArray[np.bool_], list[dict[str, Any]]]:
        """As the batch below, with scaled rewards."""
        observation, rewards, dones, infos = self.venv.step_wait()
        self.returns = self.returns * self.gamma + rewards
        self.running.update(self.returns)
        self.returns[dones] = 0
        scaled = np.clip(rewards / np.sqrt(self.running.var + EPSILON), -LARGEST_REWARD, LARGEST_REWARD)
        return observation, scaled.astype(np.float32), dones, infos


def layers(env: VecEnv) -> list[VecEnv]:
    """A batch and those that it wraps, the outermost first."""
    found = [env]
    while isinstance(found[-1], VecEnvWrapper):
        found.append(found[-1].venv)
    return found


def environment_state(env: VecEnv) -> dict[str, Any]:
    """The whole batch: episodes, frames, running statistics."""
    state: dict[str, Any] = {}
    for layer in layers(env):
        if isinstance(layer, DefenseVecEnv):
            state["episodes"] = layer.snapshot()
        elif isinstance(layer, PixelStack):
            state["frames"] = {name: frames.copy() for name, frames in layer.stack.held.items()}
        elif isinstance(layer, RewardScale):
            running = layer.running
            state["rewards"] = {
                "mean": float(running.mean),
                "var": float(running.var),
                "count": running.count,
                "returns": layer.returns.copy(),
            }
    return state


def restore_environment(env: VecEnv, state: dict[str, Any]) -> None:
    """Puts a batch of the same making where `environment_state` found it."""
    for layer in layers(env):
        if isinstance(layer, DefenseVecEnv):
            layer.restore(state["episodes"])
        elif isinstance(layer, PixelStack):
            layer.stack.held = dict(state["frames"])
        elif isinstance(layer, RewardScale):
            kept = state["rewards"]
            layer.running.mean, layer.running.var, layer.running.count = np.asarray(kept["mean"]), np.asarray(kept["var"]), kept["count"]
            layer.returns = kept["returns"]
