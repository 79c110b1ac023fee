"""The settings of the trainers for several seats."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.settings import AtLeastZero, Bounds, Count, Positive, Settings, Share, Whole

COMMONS: Final = "commons"
EPSILON: Final = "epsilon"
BOLTZMANN: Final = "boltzmann"
ALLIANCE: Final = "alliance"
SIEGE: Final = "siege"
OF_LEVELS: Final = ("level", "view", "action_space", "ticks_per_step", "max_ticks", "step_penalty", "eval_level",
                    "reward", "ownership", "purse")  # fmt: skip
GAMES: Final[dict[str, tuple[str, ...]]] = {  # and the settings that not all of them have
    COMMONS: ("graph", "graph_seed", "payoffs", "change"),
    ALLIANCE: (*OF_LEVELS, "trained", "partner"),
    SIEGE: (*OF_LEVELS, "budget", "intensity", "pool_every", "newest", "priority", "duels"),
}
Multiple = Annotated[float, Bounds(0, 10)]


@dataclass(frozen=True)
class MarlSettings(Settings):
    """What both trainers for several seats have. A step is one of a game, however many seats decide in it."""

    game: str = COMMONS
    """What is played: commons, alliance, or siege, in which both sides are trained against each other."""
    seats: Count = 8
    """Seats of a game: 3 to 64 in the commons, 1 to 4 in an alliance; of a siege those who defend, 1 to 4."""
    trained: Whole = 0
    """Of an alliance: how many seats are trained, from the first on; 0: all."""
    partner: str = "random-legal"
    """Of an alliance: who plays the other seats: random-legal, or marl:FILE, a checkpoint that stays as it is."""
    reward: str = "shared"
    """Of an alliance, and of those who defend: shared, split or own."""
    ownership: str = "builder"
    """Of an alliance, and of those who defend: builder or zones."""
    purse: str = "split"
    """Of an alliance, and of those who defend: split or full."""
    budget: Multiple = 1.0
    """Of a siege: the attacker's gold of each wave, in costs of the level's own."""
    intensity: Multiple = 1.5
    """Of a siege: the most in one wave, in cost and number of the level's own."""
    pool_every: Count = 20_000
    """Of a siege: steps between two copies of both sides that are kept as past opponents; the first is of the untrained ones."""
    newest: Share = 0.5
    """Of a siege: the chance that a game is against the other side as it is now; otherwise one of its past is drawn."""
    priority: AtLeastZero = 1.0
    """Of a siege: past opponents are drawn by the share of games that they win, to this power; 0: all alike."""
    duels: Whole = 10
    """Of a siege: games of each past defender against each past attacker at the end, for their Elo; 0: none."""
    sharing: str = "shared"
    """shared: one network plays every seat; independent: each seat has its own; groups:N: each of N blocks of seats has one."""
    graph: str = "ring"
    """Of the commons: ring, grid or random."""
    graph_seed: Whole = 0
    """Of the commons' random graph."""
    payoffs: str = "standard"
    """Of the commons: standard, harsh, dear-walls, forgiving or tempting."""
    change: tuple[str, ...] = ()
    """A payoff of the commons that differs, NAME=VALUE; repeatable."""
    envs: Count = 8
    """Games side by side in one batch."""
    steps: Count = 100_000
    """Steps to train for, over all games."""
    log_every: Count = 5_000
    """Steps between two rows of progress.csv."""
    eval_every: Count = 20_000
    """Steps between two evaluations on the frozen seeds."""
    checkpoint_every: Count = 50_000
    """Steps between two checkpoints, from which a run that was killed goes on."""
    learning_rate: Positive = 5e-4
    """Of the optimiser, Adam."""
    gamma: Share = 0.99
    """What a reward one step later counts."""
    hidden: tuple[int, ...] = (64, 64)
    """Widths of the layers behind the view; repeatable."""
    max_grad_norm: Positive = 10.0
    """The largest norm of each network's gradient."""
    reward_scale: Positive = 0.1
    """Rewards are multiplied by this before anything is learnt from them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.game not in GAMES:
            raise SettingsError(f"game: came {self.game!r}, wanted {', '.join(GAMES)}")
        foreign = (name for names in GAMES.values() for name in names if name not in GAMES[self.game])
        for name in ("stack", *dict.fromkeys(foreign)):
            if getattr(self, name) != getattr(type(self), name):
                raise SettingsError(f"{name}: came {getattr(self, name)!r}, but {self.game} has no such thing")
        _ = self.changes

    @property
    def changes(self) -> dict[str, float]:
        """The payoffs that differ. Raises SettingsError."""
        found: dict[str, float] = {}
        for word in self.change:
            name, _, value = word.partition("=")
            try:
                found[name] = float(value)
            except ValueError:
                raise SettingsError(f"change: came {word!r}, wanted NAME=VALUE, such as leak_cost=0.25") from None
        return {name: int(value) if value.is_integer() else value for name, value in found.items()}

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is trained on, for the run's folder."""
        if self.game == COMMONS:
            return (f"{self.game}-{self.payoffs}-{self.graph}{self.seats}-{self.sharing}",)
        if self.game == SIEGE:
            return (f"{self.game}{self.seats}-{self.sharing}", *super().subjects)
        team = f"{self.seats}" if self.trained in (0, self.seats) else f"{self.trained}of{self.seats}"
        return (f"{self.game}{team}-{self.sharing}", *super().subjects)

    @property
    def title(self) -> str:
        """The same, in a curve's legend."""
        where = f"{self.payoffs}, {self.graph}" if self.game == COMMONS else super().title
        return f"{self.sharing}, {self.game} of {self.seats}, {where}"


@dataclass(frozen=True)
class MarlDqnSettings(MarlSettings):
    """Double DQN with uniform replay (Mnih et al., 2015; van Hasselt et al., 2016), legal actions only."""

    replay_size: Count = 20_000
    """Steps of games that the replay holds, each with all its seats."""
    learning_starts: Whole = 2_000
    """Steps in the replay before the first update; until then every legal action is as likely."""
    batch_size: Count = 32
    """Decisions of each seat in one gradient step: a network is given those of all seats that it plays."""
    train_every: Count = 8
    """Steps between two gradient steps."""
    target_every: Count = 250
    """Gradient steps between two copies into the target network."""
    exploration: str = EPSILON
    """epsilon: with this chance any legal action; boltzmann: each legal action with a chance by its value at this temperature."""
    explore_first: AtLeastZero = 1.0
    """Epsilon, or the temperature, at the beginning."""
    explore_last: AtLeastZero = 0.05
    """The same in the end."""
    explore_share: Share = 0.5
    """Share of the run in which it falls from the one to the other, linearly."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.exploration not in (EPSILON, BOLTZMANN):
            raise SettingsError(f"exploration: came {self.exploration!r}, wanted {EPSILON} or {BOLTZMANN}")
        if self.exploration == EPSILON and (most := max(self.explore_first, self.explore_last)) > 1:
            raise SettingsError(f"explore_first, explore_last: came {most:g}, wanted an epsilon, 0 to 1")
        if self.replay_size < self.envs:
            raise SettingsError(f"replay_size: came {self.replay_size}, wanted at least one step of each of {self.envs} envs")


@dataclass(frozen=True)
class MarlPpoSettings(MarlSettings):
    """PPO with masks (Schulman et al., 2017), a network for what to do and one for what it is worth."""

    n_steps: Count = 64
    """Steps of each game between two updates."""
    minibatches: Count = 4
    """Gradient steps in one pass over what was played."""
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
    max_grad_norm: Positive = 0.5
    """The largest norm of each network's gradient."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.minibatches > self.n_steps * self.envs:
            raise SettingsError(f"minibatches: came {self.minibatches}, wanted at most envs x n_steps, {self.envs} x {self.n_steps}")


def given(settings: MarlSettings) -> dict[str, Any]:
    """What a checkpoint says of what is played."""
    return {name: getattr(settings, name) for name in ("game", "seats", *GAMES[settings.game])}
