"""DQN and QR-DQN that explore, value and take legal actions only: the mask is a part of the observation that no layer sees."""

from typing import Any, Final

import numpy as np
import torch
from gymnasium import spaces
from numpy.typing import NDArray
from sb3_contrib import QRDQN
from sb3_contrib.qrdqn.policies import QRDQNPolicy, QuantileNetwork
from stable_baselines3 import DQN
from stable_baselines3.common.noise import ActionNoise
from stable_baselines3.common.torch_layers import CombinedExtractor
from stable_baselines3.common.type_aliases import PyTorchObs
from stable_baselines3.dqn.policies import DQNPolicy, QNetwork

MASK: Final = "mask"  # the view
ILLEGAL: Final = -1e9  # the value of an illegal action


class SeenExtractor(CombinedExtractor):
    """The views side by side, without the mask."""

    def __init__(self, observation_space: spaces.Dict, **options: Any) -> None:
        super().__init__(spaces.Dict({name: space for name, space in observation_space.spaces.items() if name != MASK}), **options)


class LegalQNetwork(QNetwork):
    """Values (n, actions)."""

    def forward(self, obs: PyTorchObs) -> torch.Tensor:
        """Those of illegal actions are ILLEGAL."""
        assert isinstance(obs, dict)
        return super().forward(obs).masked_fill(obs[MASK] == 0, ILLEGAL)


class LegalQuantileNetwork(QuantileNetwork):
    """Quantiles (n, quantiles, actions)."""

    def forward(self, obs: PyTorchObs) -> torch.Tensor:
        """Those of illegal actions are ILLEGAL."""
        assert isinstance(obs, dict)
        return super().forward(obs).masked_fill((obs[MASK] == 0)[:, None, :], ILLEGAL)


class LegalDqnPolicy(DQNPolicy):
    """DQN's policy over networks that know the mask."""

    def make_q_net(self) -> QNetwork:
        """The network and, called again, its target."""
        return LegalQNetwork(**self._update_features_extractor(self.net_args, features_extractor=None)).to(self.device)


class LegalQrDqnPolicy(QRDQNPolicy):
    """QR-DQN's policy over networks that know the mask."""

    def make_quantile_net(self) -> QuantileNetwork:
        """The network and, called again, its target."""
        return LegalQuantileNetwork(**self._update_features_extractor(self.net_args, features_extractor=None)).to(self.device)


class LegalExploration:
    """Epsilon-greedy for each episode by itself, among its legal actions. Goes before an off-policy algorithm."""

    num_timesteps: int
    exploration_rate: float
    policy: Any
    _last_obs: Any

    def _sample_action(
        self, learning_starts: int, action_noise: ActionNoise | None = None, n_envs: int = 1
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the episodes do next, twice: for the environments and for the replay."""
        epsilon = 1.0 if self.num_timesteps < learning_starts else self.exploration_rate
        explores = np.random.random_sample(n_envs) < epsilon  # noqa: NPY002 - the generator that Stable-Baselines3 seeds
        actions = np.zeros(n_envs, np.int64)
        if not explores.all():
            actions[:] = self.policy.predict(self._last_obs, deterministic=True)[0]
        actions[explores] = any_legal(self._last_obs[MASK][explores], np.random.random_sample(int(explores.sum())))  # noqa: NPY002
        return actions, actions


def any_legal(masks: NDArray[np.uint8], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """One legal action of each row (n, actions), every one as likely; draws: (n,) from [0, 1)."""
    counts = masks.cumsum(axis=1, dtype=np.int64)
    wanted = (draws * counts[:, -1]).astype(np.int64) + 1
    found: NDArray[np.int64] = (counts >= wanted[:, None]).argmax(axis=1)
    return found


class LegalDqn(LegalExploration, DQN):
    """DQN over legal actions."""


class LegalQrDqn(LegalExploration, QRDQN):
    """QR-DQN over legal actions."""
