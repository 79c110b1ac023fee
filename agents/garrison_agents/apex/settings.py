"""The settings of Ape-X."""

from dataclasses import dataclass
from typing import Final

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.settings import AtLeastZero, Count, Positive, Settings, Share, Whole

HERE: Final = "local"  # a Ray of this run's own
NO_RAY: Final = "none"
PER_EPISODE: Final = "episode"
PER_ACTOR: Final = "actor"


@dataclass(frozen=True)
class ApexSettings(Settings):
    """Horgan et al., "Distributed Prioritized Experience Replay", 2018. Each actor plays `envs` episodes."""

    actors: Count = 2
    """Processes that play."""
    ray_address: str = HERE
    """local: a Ray of this run's own, here; auto or host:port: a cluster that runs; none: without Ray, all in this process in turn."""
    epsilon: Share = 0.4
    """Exploration of the first rung of the ladder epsilon ^ (1 + alpha i / (N - 1)), i = 0 ... N - 1."""
    epsilon_alpha: AtLeastZero = 7.0
    """The ladder's alpha: how far its rungs lie apart."""
    epsilon_per: str = PER_EPISODE
    """What a rung is for: an episode of an actor (N = actors x envs), or an actor with all its episodes (N = actors)."""
    learning_rate: Positive = 1e-4
    """Of the optimiser, Adam."""
    adam_epsilon: Positive = 1e-5
    """Of Adam: what keeps its division from going wild."""
    max_grad_norm: Positive = 10.0
    """The gradient's largest norm."""
    gamma: Share = 0.997
    """What a reward one decision later counts."""
    n_step: Count = 10
    """Rewards that are added up before the target network's word is taken."""
    hidden: tuple[int, ...] = (256, 256)
    """Widths of the layers behind the views; repeatable."""
    replay_size: Count = 100_000
    """Decisions that the replay holds."""
    priority_alpha: Share = 0.6
    """How much the replay prefers large errors: 0 not at all, 1 in proportion."""
    priority_beta: Share = 0.4
    """How much of that preference the importance weights take back."""
    fragment_steps: Count = 50
    """Decisions of each episode that an actor sends at once."""
    learning_starts: Whole = 10_000
    """Decisions in the replay before the first update."""
    batch_size: Count = 256
    """Decisions in one gradient step."""
    replay_ratio: AtLeastZero = 8.0
    """How often a decision is learnt from, on average: whoever is ahead, the learner or the actors, waits; 0: nobody waits."""
    target_every: Count = 500
    """Updates between two copies into the target network."""
    broadcast_every: Count = 20
    """Updates between two broadcasts of the parameters to the actors."""
    save_replay: bool = True
    """Checkpoints to go on from hold the replay too; without it a run that goes on fills it anew first."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.epsilon_per not in (PER_EPISODE, PER_ACTOR):
            raise SettingsError(f"epsilon_per: came {self.epsilon_per!r}, wanted {PER_EPISODE} or {PER_ACTOR}")
        if not self.ray_address:
            raise SettingsError(f"ray_address: came none, wanted {HERE}, {NO_RAY}, auto or host:port")
        for name, least in (("replay_size", self.envs * self.fragment_steps), ("fragment_steps", self.n_step)):
            if getattr(self, name) < least:
                wanted = "envs x fragment_steps" if name == "replay_size" else "n_step"
                raise SettingsError(f"{name}: came {getattr(self, name)}, wanted at least {wanted}, {least}")
