"""The replay of the off-policy algorithms: each observation is held once, returns run over several steps, a checkpoint holds it all."""

from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from stable_baselines3.common.buffers import ReplayBuffer
from stable_baselines3.common.type_aliases import DictReplayBufferSamples, ReplayBufferSamples
from stable_baselines3.common.vec_env import VecNormalize

Views = dict[str, NDArray[Any]]
ALONE = "observation"  # the name of an observation that is no Dict


class LeanReplay(ReplayBuffer):
    """`size` rows of a decision in each of `n_envs` episodes; a row's next observation is the following row's, or a last one kept apart.

    n-step returns: Sutton, "Learning to predict by the methods of temporal differences", 1988, as in Hessel et al., "Rainbow", 2018.
    """

    def __init__(
        self, buffer_size: int, observation_space: spaces.Space[Any], action_space: spaces.Space[Any], device: Any = "auto",
        n_envs: int = 1, optimize_memory_usage: bool = False, *, n_steps: int = 1, gamma: float = 1.0,
    ) -> None:  # fmt: skip
        """buffer_size: decisions; n_steps: rewards added up before the target network is asked."""
        rows = max(buffer_size // n_envs, n_steps + 2)
        super(ReplayBuffer, self).__init__(rows, observation_space, action_space, device, n_envs=n_envs)
        named = observation_space.spaces if isinstance(observation_space, spaces.Dict) else {ALONE: observation_space}
        self.views: Views = {name: np.zeros((rows, n_envs, *(one.shape or ())), one.dtype) for name, one in named.items()}
        self.actions = np.zeros((rows, n_envs), np.int64)
        self.rewards = np.zeros((rows, n_envs), np.float32)
        self.over = np.zeros((rows, n_envs), np.bool_)  # the episode ended after this decision
        self.lost = np.zeros((rows, n_envs), np.bool_)  # and for good: it was not cut off by a limit
        self.last: dict[tuple[int, int], Views] = {}  # the ended episodes' last observations, by row and episode
        self.n_steps, self.gamma = n_steps, gamma

    def add(self, obs: Any, next_obs: Any, action: NDArray[Any], reward: NDArray[Any], done: NDArray[Any], infos: Any) -> None:
        """A decision in every episode. `next_obs` of an ended one is its last observation."""
        here, following = self.pos, (self.pos + 1) % self.buffer_size
        for env in np.flatnonzero(self.over[here]):
            del self.last[here, int(env)]
        for name, view in self._named(obs).items():
            self.views[name][here] = view
        self.actions[here], self.rewards[here], self.over[here] = np.reshape(action, self.n_envs), reward, done
        self.lost[here] = [bool(end) and not info.get("TimeLimit.truncated", False) for end, info in zip(done, infos, strict=True)]
        shown = self._named(next_obs)
        for env in np.flatnonzero(done):
            self.last[here, int(env)] = {name: view[env].copy() for name, view in shown.items()}
        self.pos = following
        self.full |= following == 0

    def sample(self, batch_size: int, env: VecNormalize | None = None) -> ReplayBufferSamples | DictReplayBufferSamples:  # type: ignore[override]
        """`batch_size` decisions of those whose next observation is known."""
        known = self.size() - self.n_steps
        oldest = self.pos if self.full else 0
        rows = (oldest + np.random.randint(0, known, batch_size)) % self.buffer_size  # noqa: NPY002 - what Stable-Baselines3 seeds
        return self.at(rows, np.random.randint(0, self.n_envs, batch_size))  # noqa: NPY002

    def at(self, rows: NDArray[np.int64], envs: NDArray[np.int64]) -> ReplayBufferSamples | DictReplayBufferSamples:
        """The decisions of these rows and episodes, with their n-step returns."""
        returns, discounts = np.zeros(len(rows), np.float32), np.ones(len(rows), np.float32)
        running, ends = np.ones(len(rows), np.bool_), rows.copy()
        for step in range(self.n_steps):
            ends = np.where(running, (rows + step) % self.buffer_size, ends)
            returns += np.where(running, discounts * self.rewards[ends, envs], np.float32(0))
            discounts = np.where(running, discounts * np.float32(self.gamma), discounts)
            running &= ~self.over[ends, envs]
        return self._samples(rows, envs, ends, returns, discounts)

    def _samples(self, rows: Any, envs: Any, ends: Any, returns: Any, discounts: Any) -> ReplayBufferSamples | DictReplayBufferSamples:
        after = (ends + 1) % self.buffer_size
        seen = {name: view[rows, envs] for name, view in self.views.items()}
        coming = {name: view[after, envs] for name, view in self.views.items()}
        for i in np.flatnonzero(self.over[ends, envs]):
            for name, view in self.last[int(ends[i]), int(envs[i])].items():
                coming[name][i] = view
        columns = (self.actions[rows, envs], self.lost[ends, envs].astype(np.float32), returns, discounts)
        action, lost, reward, discount = (self.to_torch(column[:, None], copy=False) for column in columns)
        first, later = ({name: self.to_torch(view, copy=False) for name, view in views.items()} for views in (seen, coming))
        if ALONE in self.views:
            return ReplayBufferSamples(first[ALONE], action, later[ALONE], lost, reward, discount)
        return DictReplayBufferSamples(first, action, later, lost, reward, discount)

    def state(self) -> dict[str, Any]:
        """All that is held, as plain arrays."""
        rows = slice(0, self.size())
        ended = sorted(self.last)
        return {
            "pos": self.pos, "full": self.full,
            "views": {name: view[rows] for name, view in self.views.items()},
            "columns": {name: getattr(self, name)[rows] for name in ("actions", "rewards", "over", "lost")},
            "ended": np.array(ended, np.int64).reshape(-1, 2),
            "last": {name: np.array([self.last[key][name] for key in ended], view.dtype).reshape(-1, *view.shape[2:])
                     for name, view in self.views.items()},
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Holds what `state` gave, of a replay of the same size."""
        self.pos, self.full = state["pos"], state["full"]
        rows = slice(0, self.size())
        for name, view in state["views"].items():
            self.views[name][rows] = view
        for name, column in state["columns"].items():
            getattr(self, name)[rows] = column
        keys = [(int(row), int(env)) for row, env in state["ended"]]
        self.last = {key: {name: views[i] for name, views in state["last"].items()} for i, key in enumerate(keys)}

    def _named(self, observation: Any) -> Views:
        return observation if isinstance(observation, dict) else {ALONE: observation}
