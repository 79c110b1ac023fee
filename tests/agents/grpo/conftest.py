"""What the trainer's tests share: a small policy, and groups made by hand."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from garrison_agents.grpo.data import Completion, Episode, Group, Judged, Rewards, Task, Turn
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.toy.policy import ToyTokenPolicy

CPU = torch.device("cpu")
Judging = Callable[..., Judged]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is marked trl unless the command line names it."""
    if "trl" not in config.option.markexpr:
        out = [item for item in items if item.get_closest_marker("trl")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def toy() -> ToyTokenPolicy:
    """Two layers, a critic, weights of seed 0."""
    made: ToyTokenPolicy = make("policy", "toy:width=32,critic=true", 0, CPU)
    return made


def turn(prompt: Sequence[int] = (5, 6), reply: Sequence[int] = (7, 1), understanding: str = "acted", **changes: Any) -> Turn:
    """A turn whose reply was drawn at chance 1/2 a token."""
    drawn = np.array(reply, np.int64)
    half = np.full(len(drawn), np.log(0.5), np.float32)
    value = changes.pop("value", float("nan"))
    fields = {"code": 0, "reward": 0.0, "anchor": hash(tuple(prompt)), "state": 0, "step": 1, "facts": {"coins": 0.0}, **changes}
    return Turn(np.array(prompt, np.int64), Completion(drawn, half, -half, "", True, value), understanding, **fields)


def episode(member: int, turns: Sequence[Turn], score: float = 0.5) -> Episode:
    """One that reached a normalised score."""
    return Episode(member, tuple(turns), 20 * score - 20, score, 1, 2, 4, 0)


@pytest.fixture
def judged() -> Judging:
    """A group by its episodes' totals, a list of turns' rewards each; or by their turns as well."""

    def made(totals: Sequence[Sequence[float]], turns: Sequence[Sequence[Turn]] | None = None, weight: float = 1.0) -> Judged:
        played = turns or [[turn() for _ in rewards] for rewards in totals]
        episodes = tuple(episode(i, one) for i, one in enumerate(played))
        rewards = [np.array(one, np.float64) for one in totals]
        return Judged(Group(Task("garrison-1", 1, len(episodes), weight=weight), episodes), Rewards({}, rewards))

    return made
