"""The algorithms by name, and how one is built from its settings."""

from dataclasses import dataclass
from typing import Any, Final

import torch
from gymnasium import spaces
from sb3_contrib import QRDQN, MaskablePPO
from stable_baselines3 import DQN, PPO
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.policies import BasePolicy
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.settings import DqnSettings, PpoSettings, QrDqnSettings, Sb3Settings
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.stacking import PIXELS

PPO_LOSSES: Final = (
    "loss",
    "policy_gradient_loss",
    "value_loss",
    "entropy_loss",
    "approx_kl",
    "clip_fraction",
    "explained_variance",
    "learning_rate",
)
DQN_LOSSES: Final = ("loss", "learning_rate", "exploration_rate")


@dataclass(frozen=True)
class Kind:
    """One algorithm."""

    make: type[BaseAlgorithm]
    masked: bool  # it takes masks beside the observations
    discrete: bool  # it knows only actions that are counted
    losses: tuple[str, ...]  # columns of progress.csv, by the names of its log


KINDS: Final = {
    "ppo": Kind(PPO, masked=False, discrete=False, losses=PPO_LOSSES),
    "maskable-ppo": Kind(MaskablePPO, masked=True, discrete=True, losses=PPO_LOSSES),
    "dqn": Kind(DQN, masked=False, discrete=True, losses=DQN_LOSSES),
    "qrdqn": Kind(QRDQN, masked=False, discrete=True, losses=DQN_LOSSES),
}


def policy_name(space: spaces.Space[Any], views: tuple[str, ...]) -> str:
    """Which of Stable-Baselines3's policies suits the observation."""
    if isinstance(space, spaces.Dict):
        return "MultiInputPolicy"
    return "CnnPolicy" if views[0].startswith(PIXELS) else "MlpPolicy"


def policy_options(settings: Sb3Settings) -> dict[str, Any]:
    """What the policy is told besides the spaces."""
    options: dict[str, Any] = {"net_arch": list(settings.hidden)}
    if isinstance(settings, QrDqnSettings):
        options["n_quantiles"] = settings.n_quantiles
    return options


def build(algorithm: str, settings: Sb3Settings, env: VecEnv) -> BaseAlgorithm:
    """A new model, seeded. Raises SettingsError where the settings do not go together."""
    options: dict[str, Any] = {
        "learning_rate": Ramp(settings.learning_rate, settings.learning_rate_end), "gamma": settings.gamma,
        "max_grad_norm": settings.max_grad_norm, "policy_kwargs": policy_options(settings), "seed": settings.seed,
        "device": checked_device(settings.device),
    }  # fmt: skip
    if isinstance(settings, PpoSettings):
        if settings.batch_size > settings.n_steps * settings.envs:
            raise SettingsError(
                f"batch_size: came {settings.batch_size}, wanted at most envs x n_steps, {settings.envs} x {settings.n_steps}"
            )
        options |= {name: getattr(settings, name) for name in
                    ("n_steps", "batch_size", "n_epochs", "gae_lambda", "clip_range", "ent_coef", "vf_coef")}  # fmt: skip
        options["target_kl"] = settings.target_kl or None
    if isinstance(settings, DqnSettings):
        options |= {name: getattr(settings, name) for name in
                    ("buffer_size", "learning_starts", "batch_size", "train_freq", "gradient_steps", "target_update_interval",
                     "exploration_fraction", "exploration_initial_eps", "exploration_final_eps")}  # fmt: skip
    policy = policy_name(env.observation_space, settings.views)
    return KINDS[algorithm].make(policy, env, **options)


def checked_device(name: str) -> torch.device:
    """The device by its name; auto: a GPU where there is one. Raises SettingsError."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        there = ", ".join(["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))])
        raise SettingsError(f"device: came {name!r}, wanted one of this machine's: {there} ({str(error).splitlines()[0]})") from None
    return device


@dataclass(frozen=True)
class Ramp:
    """A schedule of Stable-Baselines3: from `first` to `last`, linear in what remains of the run."""

    first: float
    last: float

    def __call__(self, remaining: float) -> float:
        return self.last + (self.first - self.last) * remaining


def policy_of(model: BaseAlgorithm) -> BasePolicy:
    """The model's policy."""
    policy: BasePolicy = model.policy
    return policy
