"""The slots of the trainer: what each is given and what it gives. Implementations are named in `slots`.

An iteration goes once round them:

    tasks  = TaskSampler.draw(n)                       list[Task]
    groups = RolloutCollector.collect(tasks)           list[Group]; PromptSampler names each episode's template
    judged = [RewardComponent ... of each group]       list[Judged] with Rewards
    judged = AdvantageEstimator(judged)                list[Judged] with advantages (and targets for a critic)
    rows   = rows_of(judged, context)                  list[Row]
    rows   = RowSelector(rows)                         list[Row], in turn for each selector
    rows   = RowBuffer.mix(rows)                       list[Row], with some of earlier iterations where it keeps them
    Learner.update(rows)                               PolicyLoss + Regularisers on Batches
    TaskSampler.observe(judged)

What a slot needs beyond its arguments it names in NEEDS (`values`, `reference`, `turn_rows`, `episode_rows`), what it brings in
GIVES, the columns that it adds to progress.csv in LOGS. `slots.join` refuses a config in which somebody needs what nobody gives.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from garrison_agents.grpo.data import Batch, Completion, Episode, Floats, Group, Judged, Prompt, Row, Task, Template, Tokens
from garrison_agents.grpo.ground import Ground

Needs = tuple[str, ...]


@dataclass(frozen=True)
class Forward:
    """What a policy says of given tokens, teacher-forced; b rows of t tokens."""

    logprobs: Tensor  # (b, t) of each token given those before it, at the sampler's temperature; 0 where not wanted
    entropies: Tensor  # (b, t) nats, of the distribution of each token; 0 where not wanted
    values: Tensor | None = None  # (b, t) the critic's word before each token; None: no critic


class Stateful(Protocol):
    """Has something that an exact resume needs. Plain values, arrays, tensors and bytes, in dicts and lists."""

    def state(self) -> dict[str, Any]: ...

    def restore(self, state: dict[str, Any]) -> None: ...


class Policy(Protocol):
    """A model that writes replies. Its ids are its own; what is in them only it knows."""

    GIVES: Needs
    module: nn.Module
    pad: int  # the id that stands for nothing
    longest: int  # tokens that a row may have
    views: tuple[str, ...]  # of the session's, that its prompts are made from

    def prompt_tokens(self, prompt: Prompt, first: bool) -> Tokens:
        """A prompt's ids. first: nothing stands before it in the context (a chat's system prompt belongs to it then)."""

    def reply_tokens(self, text: str) -> Tokens:
        """A given reply's ids with the one that ends it, for SFT. Raises PolicyError for what it cannot spell."""

    def text_of(self, tokens: Tokens) -> str:
        """A reply's words, without the token that ends it."""

    def generate(self, contexts: Sequence[Tokens], generator: torch.Generator, temperature: float, most: int) -> list[Completion]:
        """Draws a reply to each context, all in one batch; at most `most` tokens each. temperature 0: the likeliest."""

    def forward(self, tokens: Tensor, present: Tensor, wanted: Tensor, temperature: float = 1.0) -> Forward:
        """tokens (b, t) int64; present, wanted (b, t) bool; padded on the right. What is not wanted is 0 in the answer."""

    def as_reference(self) -> AbstractContextManager[bool]:
        """Inside, `forward` speaks as the reference does: with the adapter off. True where the policy can do this."""

    def about(self) -> dict[str, Any]:
        """What a checkpoint must have been made with for its weights to fit."""

    def weights(self) -> dict[str, Tensor]:
        """What a checkpoint holds: the trained weights (of an adapter, where there is one)."""

    def load(self, weights: dict[str, Tensor]) -> None:
        """Takes over such weights."""


class TaskSampler(Stateful, Protocol):
    """Which games are played."""

    NEEDS: ClassVar[Needs]

    def draw(self, groups: int) -> list[Task]:
        """So many tasks; sizes may differ where the budget is shared out."""

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Learns from how the groups went; numbers for the log."""


class PromptSampler(Stateful, Protocol):
    """Which template an episode is asked by."""

    NEEDS: ClassVar[Needs]

    def template(self, task: Task, member: int) -> Template:
        """For one episode; the evaluation takes that of member 0 of a task of its own."""


class RolloutCollector(Stateful, Protocol):
    """Plays tasks with a policy."""

    NEEDS: ClassVar[Needs]

    def collect(self, draw: Callable[[], list[Task]], version: int) -> "Rollout":
        """The groups of one iteration. `draw` gives the tasks when they are needed; version: updates of the policy so far."""

    def close(self) -> None:
        """Frees what it holds on the server."""


@dataclass(frozen=True)
class Rollout:
    """What a collector brought."""

    groups: list[Group]
    void: int = 0  # groups that were lost on the way, with the server
    seconds: dict[str, float] = field(default_factory=dict)  # where its time went: environment, prompts, generation
    stale: int = 0  # groups thrown away because they were too old


class RewardComponent(Protocol):
    """One named column."""

    NEEDS: ClassVar[Needs]

    def __call__(self, group: Group) -> list[Floats]:
        """Over episodes, (turns,) each: what each turn earned; NaN where it does not apply."""


class AdvantageEstimator(Protocol):
    """What each turn was worth beyond what was to be expected."""

    NEEDS: ClassVar[Needs]

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """The same groups with `advantages` (and `targets`, where there is a critic). May look across groups."""


class RowSelector(Protocol):
    """Which rows and tokens are learnt from, and how much each counts."""

    NEEDS: ClassVar[Needs]

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """Drops rows, or gives some back with another mask, weight or advantage."""


@dataclass(frozen=True)
class Term:
    """One part of the loss."""

    tokens: Tensor  # (b, t) loss of each token, to be minimised; what the mask leaves out does not count
    stats: dict[str, Tensor] = field(default_factory=dict)  # () each: sums over tokens, which the log divides by their number


class PolicyLoss(Protocol):
    """What the policy's gradient comes from, and how the loss of tokens becomes that of an update."""

    NEEDS: ClassVar[Needs]

    def __call__(self, forward: Forward, batch: Batch) -> Term: ...

    def normalise(self, tokens: Tensor, batch: Batch) -> Tensor:
        """(b, t) of a part of an update -> (): its share in the update's loss; shares of all parts add up to it."""


class Regulariser(Protocol):
    """What else the loss holds; added to the tokens of the policy's loss, and normalised with them."""

    NEEDS: ClassVar[Needs]

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """reference: what the reference says of the batch; there wherever somebody NEEDS `reference`."""


class RowBuffer(Stateful, Protocol):
    """Keeps rows of earlier iterations for another use."""

    NEEDS: ClassVar[Needs]

    def mix(self, rows: Sequence[Row], version: int, rng: np.random.Generator) -> list[Row]:
        """This iteration's rows and some of earlier ones; version: updates of the policy so far."""

    def reborn(self, version: int) -> bool:
        """Whether the policy takes its reference's place before this update."""


# What evaluation and SFT share with the collector: a policy's words in a game.
Teacher = Callable[[Ground, dict[str, Any]], str]  # (level, views of one slot) -> the reply's text
Judge = Callable[[Group], Judged]
__all__ = [
    "AdvantageEstimator", "Completion", "Episode", "Forward", "Judge", "Needs", "Policy", "PolicyLoss", "PromptSampler",
    "Regulariser", "RewardComponent", "Rollout", "RolloutCollector", "RowBuffer", "RowSelector", "Stateful", "TaskSampler", "Teacher",
    "Term",
]  # fmt: skip
