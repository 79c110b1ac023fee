"""The algorithms by name, and how one is built from its settings."""

from dataclasses import dataclass
from typing import Any, Final

from gymnasium import spaces
from sb3_contrib import QRDQN, MaskablePPO
from stable_baselines3 import DQN, PPO
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.policies import BasePolicy
from stable_baselines3.common.vec_env import VecEnv

from garrison_agents.sb3.legal import MASK, LegalDqn, LegalDqnPolicy, LegalQrDqn, LegalQrDqnPolicy, SeenExtractor
from garrison_agents.sb3.replay import LeanReplay
from garrison_agents.sb3.settings import DqnSettings, PpoSettings, QrDqnSettings, Sb3Settings
from garrison_agents.training.device import checked_device
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
    masked: bool = False  # its policy takes masks beside the observations
    discrete: bool = True  # it knows only actions that are counted
    losses: tuple[str, ...] = DQN_LOSSES  # columns of progress.csv, by the names of its log
    policy: type[BasePolicy] | None = None  # of its own; None: the one that suits the observation


# What is trained, by the name that its checkpoints bear; the last two are `dqn` and `qrdqn` with `legal`.
KINDS: Final = {
    "ppo": Kind(PPO, discrete=False, losses=PPO_LOSSES),
    "maskable-ppo": Kind(MaskablePPO, masked=True, losses=PPO_LOSSES),
    "dqn": Kind(DQN),
    "qrdqn": Kind(QRDQN),
    "legal-dqn": Kind(LegalDqn, policy=LegalDqnPolicy),
    "legal-qrdqn": Kind(LegalQrDqn, policy=LegalQrDqnPolicy),
}


def kind_name(algorithm: str, settings: Sb3Settings) -> str:
    """Which kind an algorithm is with these settings."""
    return f"legal-{algorithm}" if isinstance(settings, DqnSettings) and settings.legal else algorithm


def views_of(settings: Sb3Settings) -> tuple[str, ...]:
    """The views that the observation is made of."""
    return (*settings.views, MASK) if isinstance(settings, DqnSettings) and settings.legal else settings.views


def policy_class(kind: Kind, space: spaces.Space[Any], views: tuple[str, ...]) -> type[BasePolicy]:
    """The kind's policy for an observation."""
    if kind.policy is not None:
        return kind.policy
    several = isinstance(space, spaces.Dict)
    name = "MultiInputPolicy" if several else "CnnPolicy" if views[0].startswith(PIXELS) else "MlpPolicy"
    found: type[BasePolicy] = kind.make.policy_aliases[name]
    return found


def policy_options(settings: Sb3Settings) -> dict[str, Any]:
    """What the policy is told besides the spaces; plain values, which a checkpoint keeps."""
    options: dict[str, Any] = {"net_arch": list(settings.hidden)}
    if isinstance(settings, QrDqnSettings):
        options["n_quantiles"] = settings.n_quantiles
    return options


def with_extractor(kind: Kind, options: dict[str, Any]) -> dict[str, Any]:
    """A policy's options, with what reads the views where it is not the policy's own choice."""
    return options | {"features_extractor_class": SeenExtractor} if kind.policy is not None else options


def build(algorithm: str, settings: Sb3Settings, env: VecEnv) -> BaseAlgorithm:
    """A new model, seeded. Raises SettingsError where the settings do not go together."""
    kind = KINDS[kind_name(algorithm, settings)]
    options: dict[str, Any] = {
        "learning_rate": Ramp(settings.learning_rate, settings.learning_rate_end), "gamma": settings.gamma,
        "max_grad_norm": settings.max_grad_norm, "policy_kwargs": with_extractor(kind, policy_options(settings)), "seed": settings.seed,
        "device": checked_device(settings.device),
    }  # fmt: skip
    if isinstance(settings, PpoSettings):
        options |= ppo_options(settings)
    if isinstance(settings, DqnSettings):
        options |= dqn_options(settings)
    return kind.make(policy_class(kind, env.observation_space, settings.views), env, **options)


def ppo_options(settings: PpoSettings) -> dict[str, Any]:
    """What PPO and MaskablePPO are told. Raises SettingsError."""
    if settings.batch_size > settings.n_steps * settings.envs:
        wanted = f"at most envs x n_steps, {settings.envs} x {settings.n_steps}"
        raise SettingsError(f"batch_size: came {settings.batch_size}, wanted {wanted}")
    names = ("n_steps", "batch_size", "n_epochs", "gae_lambda", "clip_range", "ent_coef", "vf_coef")
    return {name: getattr(settings, name) for name in names} | {"target_kl": settings.target_kl or None}


def dqn_options(settings: DqnSettings) -> dict[str, Any]:
    """What DQN and QR-DQN are told. Raises SettingsError."""
    for name, least in (("learning_starts", settings.n_step), ("buffer_size", settings.n_step + 2)):
        if getattr(settings, name) < least * settings.envs:
            raise SettingsError(f"{name}: came {getattr(settings, name)}, wanted at least {least} for each of {settings.envs} envs")
    names = ("buffer_size", "learning_starts", "batch_size", "train_freq", "gradient_steps", "target_update_interval",
             "exploration_fraction", "exploration_initial_eps", "exploration_final_eps")  # fmt: skip
    replay = {"n_steps": settings.n_step, "gamma": settings.gamma}
    return {name: getattr(settings, name) for name in names} | {"replay_buffer_class": LeanReplay, "replay_buffer_kwargs": replay}


@dataclass(frozen=True)
class Ramp:
    """A schedule of Stable-Baselines3: from `first` to `last`, linear in what remains of the run."""

    first: float
    last: float

    def __call__(self, remaining: float) -> float:
        return self.last + (self.first - self.last) * remaining
