"""The data that travels between the slots: Task -> Group of Episodes of Turns -> Rows -> Batch.

Token ids are made once, when a prompt is encoded or a reply is drawn, and only ever concatenated from there on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from garrison_agents.grpo.ground import Ground

Tokens = NDArray[np.int64]  # (t,) ids of one policy's vocabulary
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """What one group plays. All its episodes start from one state."""

    level: str  # a name, `generated:SEED:DIFFICULTY`, or a file (.json)
    seed: int  # of the episode's own generator, unsigned 64 bits
    size: int  # G, episodes in the group
    snapshot: bytes | None = None  # start from here instead of from the first step
    bin: str = ""  # what the task counts under in a sampler's tables; "": its level
    weight: float = 1.0  # of its rows' loss

    @property
    def label(self) -> str:
        return self.bin or self.level


@dataclass(frozen=True)
class Template:
    """How an episode's prompts are asked for: options of the gateway, and words of our own around what it tells."""

    name: str
    style: str = "brief"  # brief, full
    form: str = "named"  # named, object, calls
    history: int = 0  # earlier states that each user prompt tells, 0 to 16
    before: str = ""  # stands before the system prompt
    after: str = ""  # stands after the user prompt
    thoughts: bool = False  # words may stand before the answer


@dataclass(frozen=True)
class Prompt:
    """What a policy is shown in one turn."""

    ground: Ground
    system: str
    user: str
    views: dict[str, Any]  # one slot's views by name: those that the policy asked for
    last: str = ""  # how its last reply was taken (`Said.understanding`); empty: this is its first
    tools: Sequence[dict[str, Any]] = ()  # OpenAI's form
    ended: bool = True  # its last reply ended by itself; False: it was cut at the most tokens there may be


@dataclass(frozen=True)
class Completion:
    """A reply as it was drawn. r tokens, the one that ends it among them where it ended by itself."""

    tokens: Tokens  # (r,)
    logprobs: NDArray[np.float32]  # (r,) of each token when it was drawn, temperature and all
    entropies: NDArray[np.float32]  # (r,) of the distribution that it was drawn from, nats
    text: str
    ended: bool = True  # False: cut at the most tokens there may be
    value: float = float("nan")  # of the state before it, where the policy has a critic


@dataclass(frozen=True)
class Turn:
    """A prompt, the reply, and what the server made of it."""

    prompt: Tokens  # (p,) what this turn adds in front of its reply; environment tokens, never learnt from
    reply: Completion
    understanding: str  # the server's word: acted, unparseable, out_of_schema, illegal, no_effect, ...
    code: int  # error code of a refused action; 0: accepted, or no action
    reward: float  # the game's, minus one for each leak
    anchor: int  # equal for equal prompts: what GiGPO takes for the same state
    state: int  # the server's hash of the state after it
    step: int  # the game's step after it
    facts: dict[str, float] = field(default_factory=dict)  # coins picked up in it; gold and wave after it


@dataclass(frozen=True)
class Episode:
    """One member of a group, from the common start to its end."""

    member: int  # 0 ... G - 1
    turns: tuple[Turn, ...]
    score: float  # in [-life, 0]
    normalised: float  # 0: nothing done, 1: the best known
    status: int  # 0 running (cut by us), 1 won, 2 lost, 3 cut by the limit
    waves: int  # begun
    waves_total: int
    digest: int  # the server's hash of the last state
    version: int = 0  # updates of the policy when its first reply was drawn
    template: str = ""


@dataclass(frozen=True)
class Group:
    """The episodes of one task."""

    task: Task
    episodes: tuple[Episode, ...]
    start: int = 0  # the server's hash of the state that all of them started from
    void: str = ""  # why it counts for nothing: the server was lost


@dataclass(frozen=True)
class Rewards:
    """A group's rewards: a column per component, and their weighted sum. NaN: does not apply, which is not zero.

    Each is a list over episodes of arrays (turns of that episode,). An episode whose whole sum is NaN takes no part.
    """

    columns: dict[str, list[Floats]]
    total: list[Floats]
    weights: dict[str, float] = field(default_factory=dict)  # of each column in the sum

    def returns(self) -> Floats:
        """(G,) each episode's sum over its turns; NaN where nothing applies in any turn."""
        return np.array([one[~np.isnan(one)].sum() if (~np.isnan(one)).any() else np.nan for one in self.total], np.float64)


@dataclass(frozen=True)
class Judged:
    """A group with its rewards and, once estimated, its advantages."""

    group: Group
    rewards: Rewards
    advantages: list[Floats] | None = None  # over episodes, (turns,) each; NaN: the turn is not learnt from
    targets: list[Floats] | None = None  # over episodes, (turns,): what the critic should have said; None: no critic

    @property
    def dead(self) -> bool:
        """Whether no turn of it has any advantage to learn from."""
        return all(not np.nan_to_num(one).any() for one in self.advantages or [])


@dataclass(frozen=True)
class Row:
    """One sequence to learn from, t tokens: one turn with its prompt, or a whole episode concatenated.

    Per-token arrays stand for the token at that place, given those before it; they count only where `mask` is not 0.
    """

    tokens: Tokens  # (t,)
    mask: NDArray[np.float32]  # (t,) weight of the token in the loss; 0: environment's, padding, or left out
    logprobs: NDArray[np.float32]  # (t,) as the sampler had them
    advantages: NDArray[np.float32]  # (t,)
    entropies: NDArray[np.float32]  # (t,) as the sampler had them
    turns: NDArray[np.int32]  # (t,) number of the turn that the token belongs to
    group: int  # number of the group in its iteration
    member: int
    version: int  # updates of the policy when it was drawn
    weight: float = 1.0  # of the row's loss
    value: float = float("nan")  # the critic's word when it was drawn
    target: float = float("nan")  # what it should have been; NaN: no critic

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass
class Batch:
    """b rows padded on the right to t tokens, with what whole-batch normalisers need when rows come in parts."""

    tokens: Tensor  # (b, t) int64
    present: Tensor  # (b, t) bool; False: padding
    mask: Tensor  # (b, t) float32
    logprobs: Tensor  # (b, t) float32, the sampler's
    advantages: Tensor  # (b, t) float32
    entropies: Tensor  # (b, t) float32, the sampler's
    weights: Tensor  # (b,) float32
    groups: Tensor  # (b,) int64
    versions: Tensor  # (b,) int64
    values: Tensor  # (b,) float32, NaN without a critic
    targets: Tensor  # (b,) float32, NaN without a critic
    rows_total: float  # rows in the whole update of which these may be a part
    tokens_total: float  # sum of `mask` in the whole update
    longest: float  # most reply tokens that a row may have (Dr. GRPO's constant)

    def to(self, device: torch.device) -> "Batch":
        """The same on a device."""
        moved = {name: one.to(device) for name, one in vars(self).items() if isinstance(one, Tensor)}
        return replace(self, **moved)  # type: ignore[arg-type]


def pack_group(group: Group) -> dict[str, Any]:
    """In plain values and arrays, for a checkpoint; hashes, which have 64 bits, as text."""
    episodes = []
    for episode in group.episodes:
        turns = [
            {**vars(turn), "reply": dict(vars(turn.reply)), "anchor": str(turn.anchor), "state": str(turn.state)} for turn in episode.turns
        ]
        episodes.append({**vars(episode), "turns": turns, "digest": str(episode.digest)})
    task = {**vars(group.task), "seed": str(group.task.seed)}
    return {"task": task, "episodes": episodes, "start": str(group.start), "void": group.void}


def unpack_group(held: dict[str, Any]) -> Group:
    """What pack_group gave."""
    episodes = []
    for fields in held["episodes"]:
        turns = tuple(
            Turn(**{**turn, "reply": Completion(**turn["reply"]), "anchor": int(turn["anchor"]), "state": int(turn["state"])})
            for turn in fields["turns"]
        )
        episodes.append(Episode(**{**fields, "turns": turns, "digest": int(fields["digest"])}))
    task = Task(**{**held["task"], "seed": int(held["task"]["seed"])})
    return Group(task, tuple(episodes), int(held["start"]), held["void"])


def collate(rows: Sequence[Row], pad: int, *, longest: float, whole: Sequence[Row] | None = None) -> Batch:
    """Rows as a Batch. `whole`: all rows of the update, where these are a part of it."""
    width = max(len(row) for row in rows)
    of = whole if whole is not None else rows

    def padded(name: str, fill: float, kind: Any) -> Tensor:
        made = np.full((len(rows), width), fill, kind)
        for i, row in enumerate(rows):
            made[i, : len(row)] = getattr(row, name)
        return torch.from_numpy(made)

    present = torch.arange(width)[None, :] < torch.tensor([len(row) for row in rows])[:, None]
    return Batch(
        tokens=padded("tokens", pad, np.int64), present=present, mask=padded("mask", 0, np.float32),
        logprobs=padded("logprobs", 0, np.float32), advantages=padded("advantages", 0, np.float32),
        entropies=padded("entropies", 0, np.float32),
        weights=torch.tensor([row.weight for row in rows], dtype=torch.float32),
        groups=torch.tensor([row.group for row in rows]), versions=torch.tensor([row.version for row in rows]),
        values=torch.tensor([row.value for row in rows], dtype=torch.float32),
        targets=torch.tensor([row.target for row in rows], dtype=torch.float32),
        rows_total=float(len(of)), tokens_total=float(sum(float(row.mask.sum()) for row in of)), longest=float(longest),
    )  # fmt: skip
