"""The replay against a list of all that happened."""

from typing import Any

import numpy as np
import pytest
import torch
from gymnasium import spaces

from garrison_agents.sb3.replay import LeanReplay
from garrison_agents.training.packing import packed, unpacked

SPACE = spaces.Dict({"a": spaces.Box(-1, 1, (3,), np.float32), "mask": spaces.Box(0, 1, (2,), np.uint8)})
ENVS, ROWS, N, GAMMA = 2, 12, 3, 0.5


def filled(decisions: int, space: spaces.Space[Any] = SPACE) -> tuple[LeanReplay, list[dict[str, Any]]]:
    """A replay, and the decisions that it was told, oldest first; each observation is numbered."""
    generator, history, number = np.random.default_rng(decisions), [], iter(range(1, 10_000))
    replay = LeanReplay(ROWS * ENVS, space, spaces.Discrete(5), "cpu", n_envs=ENVS, n_steps=N, gamma=GAMMA)

    def shown(labels: list[int]) -> Any:
        views = {"a": np.repeat(np.array(labels, np.float32)[:, None], 3, 1), "mask": np.ones((ENVS, 2), np.uint8)}
        return views if isinstance(space, spaces.Dict) else views["a"]

    now = [next(number) for _ in range(ENVS)]
    for _ in range(decisions):
        done, cut = generator.random(ENVS) < 0.3, generator.random(ENVS) < 0.5
        reward, action, last = (
            generator.random(ENVS).astype(np.float32),
            generator.integers(0, 5, ENVS),
            [next(number) for _ in range(ENVS)],
        )
        replay.add(shown(now), shown(last), action, reward, done, [{"TimeLimit.truncated": bool(one)} for one in cut])
        history.append({"now": now, "last": last, "action": action, "reward": reward, "done": done, "lost": done & ~cut})
        now = [next(number) if end else label for end, label in zip(done, last, strict=True)]
    return replay, history


def naive(history: list[dict[str, Any]], at: int, env: int) -> tuple[int, float, bool, float]:
    """The last observation's number, return, whether it was lost, discount."""
    total, discount = 0.0, 1.0
    for step in range(N):
        decision = history[at + step]
        total, discount = total + discount * decision["reward"][env], discount * GAMMA
        if decision["done"][env]:
            break
    return decision["last"][env], total, decision["lost"][env], discount


@pytest.mark.parametrize("decisions", [7, 12, 31])
def test_decisions_are_those_that_happened(decisions: int) -> None:
    replay, history = filled(decisions)
    kept = history[-ROWS:]
    first = decisions % ROWS if decisions >= ROWS else 0
    for at in range(len(kept) - N):
        for env in range(ENVS):
            found = replay.at(np.array([(first + at) % ROWS]), np.array([env]))
            last, total, lost, discount = naive(kept, at, env)
            assert found.observations["a"][0, 0] == kept[at]["now"][env] and found.next_observations["a"][0, 0] == last
            assert found.actions.item() == kept[at]["action"][env] and found.dones.item() == lost
            assert found.discounts is not None and found.discounts.item() == discount
            assert found.rewards.item() == pytest.approx(total)
    assert len(replay.last) == sum(int(decision["done"].sum()) for decision in kept)


def test_samples_are_of_known_decisions_and_a_state_holds_all() -> None:
    for space in (SPACE, SPACE["a"]):
        replay, history = filled(31, space)
        other = LeanReplay(ROWS * ENVS, space, spaces.Discrete(5), "cpu", n_envs=ENVS, n_steps=N, gamma=GAMMA)
        other.restore(unpacked(packed(replay.state())))
        np.random.seed(1)  # noqa: NPY002
        one = replay.sample(200)
        np.random.seed(1)  # noqa: NPY002
        two = other.sample(200)
        seen = [sample.observations["a"] if space is SPACE else sample.observations for sample in (one, two)]
        assert torch.equal(seen[0], seen[1]) and torch.equal(one.rewards, two.rewards) and torch.equal(one.dones, two.dones)
        known = {label for decision in history[-ROWS:-N] for label in decision["now"]}
        assert {int(label) for label in seen[0][:, 0]} == known
