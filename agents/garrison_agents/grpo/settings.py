"""The settings of the trainer, and of the lessons before it."""

from dataclasses import dataclass
from typing import Final

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.settings import AtLeastZero, Count, Positive, RunSettings, Whole

CONTEXTS: Final = ("turn", "episode")  # what lies before a reply: its turn's prompt, or all that was said


@dataclass(frozen=True)
class TalkSettings(RunSettings):
    """What all trainers of policies that write replies have."""

    ticks_per_step: Count = 100
    """Ticks of 0.02 s between two decisions."""
    target: tuple[str, ...] = ("own",)
    """Where to play: own (a server of this run's), host:port, unix:PATH, or local (in this process); several share the groups."""
    steps: Count = 400_000
    """Decisions to learn from."""
    eval_every: Count = 50_000
    """Decisions between two evaluations on the frozen seeds."""
    eval_temperature: AtLeastZero = 1.0
    """At which replies are drawn in evaluations; 0: the likeliest token always."""
    checkpoint_every: Count = 50_000
    """Decisions between two checkpoints, from which a run that was killed goes on."""
    policy: str = "toy"
    """toy:width=64,... (layers, heads, longest, critic); or hf:FOLDER,lora=16,... (alpha, targets, checkpointing, dtype, longest, vllm)."""
    prompts: str = "fixed"
    """Which template an episode is asked by: fixed:name=brief, mixed:names=brief+brief_short, ..."""
    context: str = "turn"
    """What a reply is given to: its own prompt (turn), or all that was said in the episode (episode); and so what a row is."""
    reply_tokens: Count = 10
    """Most tokens of a reply."""
    max_turns: Whole = 0
    """An episode is left after so many; 0: at its end."""
    learning_rate: Positive = 3e-4
    """Of the optimiser, AdamW."""
    weight_decay: AtLeastZero = 0.0
    """Of the optimiser, apart from the gradient."""
    max_grad_norm: Positive = 1.0
    """The gradient's largest norm."""
    micro_rows: Count = 512
    """Rows that go through the policy at once; more than fit make a gradient step in parts."""
    bf16: bool = False
    """On a GPU: the arithmetic in bfloat16."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.context not in CONTEXTS:
            raise SettingsError(f"context: came {self.context!r}, wanted {' or '.join(CONTEXTS)}")


@dataclass(frozen=True)
class LessonSettings(TalkSettings):
    """Of what learns from episodes that are recorded first."""

    steps: Count = 100_000
    """Recorded decisions to learn from, passes counted."""
    log_every: Count = 5_000
    """Decisions between two rows of progress.csv."""
    eval_every: Count = 25_000
    """Decisions between two evaluations on the frozen seeds."""
    record_episodes: Count = 16
    """Episodes that are recorded of each level."""
    batch_size: Count = 256
    """Decisions in a gradient step."""
    learning_rate: Positive = 1e-3
    """Of the optimiser, AdamW."""


@dataclass(frozen=True)
class SftSettings(LessonSettings):
    """Supervised fine-tuning on episodes of a teacher, recorded first."""

    teacher: str = "expert"
    """Whose play is copied: a scripted agent's name, or module:Class of one that plays native actions."""


@dataclass(frozen=True)
class DpoSettings(LessonSettings):
    """Preference objectives on pairs of episodes from the same state, of which one earned more; recorded first."""

    AT_LEAST_ONE = "level target players"

    steps: Count = 4_000
    """Pairs to learn from, passes counted."""
    log_every: Count = 200
    """Pairs between two rows of progress.csv."""
    eval_every: Count = 1_000
    """Pairs between two evaluations on the frozen seeds."""
    checkpoint_every: Count = 1_000
    """Pairs between two checkpoints, from which a run that was killed goes on."""
    players: tuple[str, ...] = ("expert", "policy")
    """Who plays each recorded seed: agents of native actions, by name, and `policy`, the policy as it is at the start; repeatable."""
    gap: AtLeastZero = 0.05
    """Two episodes are a pair where their normalised scores are further apart."""
    loss: str = "dpo"
    """dpo, simpo, fdpo:divergence=js, ...; dpo has beta, simpo beta and gamma, fdpo beta, divergence (reverse_kl, js, alpha) and alpha."""
    batch_size: Count = 8
    """Pairs in a gradient step."""
    learning_rate: Positive = 1e-4
    """Of the optimiser, AdamW."""


@dataclass(frozen=True)
class GrpoSettings(TalkSettings):
    """Group-relative policy optimisation. Shao et al., "DeepSeekMath: Pushing the Limits of Mathematical Reasoning", 2024."""

    log_every: Count = 1
    """Decisions between two rows of progress.csv; 1: a row for each iteration."""
    tasks: str = "uniform"
    """Which games are played: uniform, curriculum:bar=0.6,first=2, ..."""
    rollout: str = "synchronous"
    """How: synchronous:lanes=2, asynchronous:staleness=1, ..."""
    reward: tuple[str, ...] = ("score", "0.1*format", "0.1*legality")
    """Components with their weights, as WEIGHT*NAME:OPTION=VALUE; score, waves, won, format, schema, legality, ...; repeatable."""
    advantage: str = "grpo"
    """grpo, dr_grpo, leave_one_out, gigpo, gae, turns, ..."""
    select: tuple[str, ...] = ("live_groups",)
    """Which rows and tokens are learnt from, one after the other: all, live_groups, most_varied, rows, tokens, ...; repeatable."""
    buffer: str = "fresh"
    """Whether rows are learnt from again later: fresh (never), remix:share=0.4,keep=2, ..."""
    loss: str = "dapo"
    """grpo, dr_grpo, dapo, gspo, cispo."""
    regulariser: tuple[str, ...] = ("none",)
    """kl, entropy, likelihood, critic, ... with weight=; repeatable, `none` for none."""
    group_size: Count = 8
    """Episodes of a group, all from one state."""
    groups: Count = 8
    """Groups of an iteration: group_size x groups episodes are played at once."""
    temperature: Positive = 1.0
    """At which replies are drawn."""
    epochs: Count = 2
    """Passes over an iteration's rows."""
    minibatches: Count = 4
    """Gradient steps in a pass."""
