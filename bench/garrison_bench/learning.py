"""PPO of Stable-Baselines3 on Garrison and on nothing, in turns. Needs the extra `rl`."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.environment import defense_env
from garrison_agents.sb3.models import build
from garrison_agents.sb3.settings import PpoSettings
from garrison_agents.training.device import use_threads
from garrison_bench.figures import Measured
from garrison_bench.timing import medians


class Nothing(VecEnv):
    """The spaces of another batch; every step answers the same observation, at once, and no episode ends."""

    def __init__(self, like: VecEnv) -> None:
        super().__init__(like.num_envs, like.observation_space, like.action_space)
        self._shown = np.zeros((like.num_envs, *like.observation_space.shape), like.observation_space.dtype)  # type: ignore[misc]
        self._answer: Any = self._shown, np.zeros(like.num_envs, np.float32), np.zeros(like.num_envs, np.bool_), [{}] * like.num_envs

    def reset(self) -> Any:
        """The observation."""
        return self._shown

    def step_async(self, actions: Any) -> None:
        """Nothing."""

    def step_wait(self) -> Any:
        """The same as ever."""
        return self._answer

    def close(self) -> None:
        """Nothing."""

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """None for all."""
        return [None] * self.num_envs

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Nothing."""

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """None for all."""
        return [None] * self.num_envs

    def env_is_wrapped(self, wrapper_class: type[Any], indices: Any = None) -> list[bool]:
        """False for all."""
        return [False] * self.num_envs


def ppo_over_null(rounds: int, settings: PpoSettings) -> Iterator[Measured]:
    """An iteration of `garrison train ppo`: what was played and what was learnt from it."""
    use_threads(settings.threads)
    real = defense_env(settings, settings.views, ("local",))
    models = [build("ppo", settings, env) for env in (real, Nothing(real))]
    steps = settings.envs * settings.n_steps
    seconds = medians([lambda model=model: model.learn(steps, reset_num_timesteps=False) for model in models], rounds)  # type: ignore[misc]
    real.close()
    fps, null_fps = (steps / taken for taken in seconds)
    about = f"iterations of `garrison train ppo` on garrison-1, {settings.envs} envs x {settings.n_steps}, {', '.join(settings.views)}"
    yield Measured("sb3_ppo_fps", fps, f"{about}; one thread")
    yield Measured("sb3_ppo_fps_over_null", fps / null_fps, f"rounds of both in turn; doing nothing: {null_fps:,.0f} steps/s")
