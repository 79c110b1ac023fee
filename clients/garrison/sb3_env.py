"""The batch as Stable-Baselines3 wants it: a `VecEnv` without an environment object per episode."""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray
from stable_baselines3.common.vec_env import VecEnv

from garrison.errors import OptionError
from garrison.vector_env import DefenseVectorEnv

WON: Final = 1
Indices = int | Iterable[int] | None


class DefenseVecEnv(VecEnv):
    """`num_envs` episodes in one call a step. Options are those of `garrison.vector_env.DefenseVectorEnv`.

    An episode that ends begins anew in the same step. Its info then has `terminal_observation`, `TimeLimit.truncated`,
    `episode` (`r` return, `l` decisions, `t` seconds since this object was made, as Monitor writes them), `is_success`
    (won) and `score`; the infos of all others are empty. sb3-contrib's maskable algorithms find `action_masks()`.
    """

    def __init__(self, num_envs: int = 1, **options: Any) -> None:
        self.vector = DefenseVectorEnv(num_envs, autoreset_mode=AutoresetMode.SAME_STEP, **options)
        super().__init__(num_envs, self.vector.single_observation_space, self.vector.single_action_space)
        self._start_s = time.monotonic()
        self._actions: Any = None
        self._returns = np.zeros(num_envs)
        self._lengths = np.zeros(num_envs, np.int64)

    def reset(self) -> Any:
        """Starts all episodes, from the seeds that `seed` left, if any."""
        if any(self._options):
            raise OptionError("options", self._options, "none")
        given = [seed for seed in self._seeds if seed is not None]
        observation, _ = self.vector.reset(seed=given if len(given) == self.num_envs else None)
        self._reset_seeds()
        self._returns[:] = 0
        self._lengths[:] = 0
        return observation

    def seed(self, seed: int | Sequence[int] | None = None) -> list[int | None]:
        """Of the next reset's episodes: `seed`, `seed` + 1, ..., or one given for each (0 to 2^64 - 1); None: drawn there."""
        if seed is None or isinstance(seed, int):
            return list(super().seed(seed))
        if len(seed) != self.num_envs:
            raise OptionError("seed", f"{len(seed)} seeds", f"{self.num_envs}, one per episode")
        self._seeds = list(seed)
        return list(self._seeds)

    def step_async(self, actions: NDArray[Any]) -> None:
        """Notes what step_wait does."""
        self._actions = actions

    def step_wait(self) -> tuple[Any, NDArray[np.float32], NDArray[np.bool_], list[dict[str, Any]]]:
        """Observations, rewards float32 (n,), dones (n,), infos."""
        observation, rewards, terminated, truncated, found = self.vector.step(self._actions)
        self._returns += rewards
        self._lengths += 1
        dones: NDArray[np.bool_] = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for row in np.flatnonzero(dones):
            infos[row] = self._told(int(row), found, bool(truncated[row] and not terminated[row]))
            self._returns[row], self._lengths[row] = 0, 0
        return observation, rewards.astype(np.float32), dones, infos

    def _told(self, row: int, found: dict[str, Any], cut: bool) -> dict[str, Any]:
        """The info of an episode that ended."""
        result = found["final_info"]
        seconds = round(time.monotonic() - self._start_s, 6)
        return {
            "terminal_observation": found["final_obs"][row],
            "TimeLimit.truncated": cut,
            "episode": {"r": float(self._returns[row]), "l": int(self._lengths[row]), "t": seconds},
            "is_success": bool(result["status"][row] == WON),
            "score": float(result["score"][row]),
        }

    def action_masks(self) -> NDArray[np.bool_]:
        """What is legal now, bool (n, actions)."""
        return self.vector.action_masks()

    def snapshot(self) -> dict[str, Any]:
        """All episodes: `rows` (n blobs), and what their ends will tell: `returns` float64 (n,), `lengths` int64 (n,)."""
        return {"rows": self.vector.snapshot(), "returns": self._returns.copy(), "lengths": self._lengths.copy()}

    def restore(self, state: dict[str, Any]) -> Any:
        """Continues what `snapshot` took, bit for bit; the observations as after its last step."""
        observation, _ = self.vector.restore(state["rows"])
        self._returns[:], self._lengths[:] = state["returns"], state["lengths"]
        return observation

    def close(self) -> None:
        """Frees the slots."""
        self.vector.close()

    def env_method(self, method_name: str, *args: Any, indices: Indices = None, **kwargs: Any) -> list[Any]:
        """`action_masks`, a row per episode. There are no environment objects that could have another."""
        if method_name != "action_masks":
            raise _no_attribute(method_name)
        return list(self.action_masks()[list(self._get_indices(indices))])

    def get_attr(self, attr_name: str, indices: Indices = None) -> list[Any]:
        """`render_mode` and `spec`, which are None, and `action_masks`."""
        rows = list(self._get_indices(indices))
        if attr_name in ("render_mode", "spec"):
            return [None for _ in rows]
        if attr_name == "action_masks" and self.vector.masked:
            return [lambda row=row: self.action_masks()[row] for row in rows]
        raise _no_attribute(attr_name)

    def set_attr(self, attr_name: str, value: Any, indices: Indices = None) -> None:
        """Raises AttributeError: there are no environment objects."""
        raise _no_attribute(attr_name)

    def env_is_wrapped(self, wrapper_class: type[Any], indices: Indices = None) -> list[bool]:
        """False for all."""
        return [False for _ in self._get_indices(indices)]


def _no_attribute(name: str) -> AttributeError:
    return AttributeError(f"DefenseVecEnv has no environment objects: came {name!r}, wanted action_masks, render_mode or spec")
