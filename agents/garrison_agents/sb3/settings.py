"""The settings of the four algorithms of Stable-Baselines3 and sb3-contrib."""

from dataclasses import dataclass

from garrison_agents.training.settings import AtLeastZero, Count, Positive, Settings, Share, Whole


@dataclass(frozen=True)
class Sb3Settings(Settings):
    """What all four have."""

    learning_rate: Positive = 5e-4
    """Of Adam, at the beginning."""
    learning_rate_end: AtLeastZero = 5e-4
    """The same at the last step; linear between."""
    gamma: Share = 0.997
    """What a reward one decision later counts."""
    hidden: tuple[int, ...] = (256, 256)
    """Widths of the layers behind the views; repeatable."""
    max_grad_norm: Positive = 0.5
    """The gradient's largest norm."""


@dataclass(frozen=True)
class PpoSettings(Sb3Settings):
    """Schulman et al., "Proximal Policy Optimization Algorithms", 2017. `maskable-ppo`: legal actions only (Huang and Ontañón, 2020)."""

    n_steps: Count = 128
    """Decisions of each environment between two updates."""
    batch_size: Count = 2048
    """Decisions in one gradient step."""
    n_epochs: Count = 4
    """Passes over what was played."""
    gae_lambda: Share = 0.95
    """Of the generalised advantage estimate."""
    clip_range: Positive = 0.2
    """How far the policy may move in one update."""
    ent_coef: AtLeastZero = 0.01
    """Weight of the entropy bonus."""
    vf_coef: AtLeastZero = 0.5
    """Weight of the value's loss."""
    target_kl: AtLeastZero = 0.0
    """An update ends early beyond 1.5 times this divergence; 0: never."""
    norm_reward: bool = True
    """Rewards are divided by the running deviation of the discounted return."""
    eval_sampled: bool = True
    """Actions are drawn from the policy when it is evaluated or played; otherwise the likeliest is taken."""


@dataclass(frozen=True)
class DqnSettings(Sb3Settings):
    """Mnih et al., "Human-level control through deep reinforcement learning", 2015."""

    learning_rate: Positive = 1e-4
    """Of Adam, at the beginning."""
    learning_rate_end: AtLeastZero = 1e-4
    """The same at the last step; linear between."""
    legal: bool = True
    """Only legal actions are explored, valued and taken; otherwise as plain Stable-Baselines3 has it."""
    buffer_size: Count = 100_000
    """Decisions that the replay holds."""
    learning_starts: Whole = 10_000
    """Random decisions before the first update."""
    batch_size: Count = 256
    """Decisions in one gradient step."""
    train_freq: Count = 4
    """Decisions of each environment between two updates."""
    gradient_steps: Count = 8
    """Gradient steps in one update."""
    n_step: Count = 10
    """Rewards that are added up before the target network's word is taken."""
    target_update_interval: Count = 10_000
    """Decisions between two copies into the target network."""
    exploration_fraction: Share = 0.2
    """Share of the run in which epsilon falls."""
    exploration_initial_eps: Share = 1.0
    """Epsilon at the beginning."""
    exploration_final_eps: Share = 0.02
    """Epsilon after that."""


@dataclass(frozen=True)
class QrDqnSettings(DqnSettings):
    """Dabney et al., "Distributional Reinforcement Learning with Quantile Regression", 2017."""

    batch_size: Count = 128
    """Decisions in one gradient step."""
    n_quantiles: Count = 25
    """Quantiles of each action's return."""
