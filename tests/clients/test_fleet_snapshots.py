"""A batch put back where it was goes on bit for bit: here, there, shared out, in every way to begin anew, and as SB3's VecEnv."""

from typing import Any

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

from garrison import errors
from garrison.sb3_env import DefenseVecEnv
from garrison.vector_env import DefenseVectorEnv

OPTIONS: dict[str, Any] = {"levels": ("garrison-1", "garrison-4"), "views": ("rich", "text"), "action_space": "sites", "max_ticks": 640}


def played(env: DefenseVectorEnv, steps: int, seed: int) -> list[Any]:
    """What some steps show, hashes and masks of it."""
    env.action_space.seed(seed)
    found = []
    for _ in range(steps):
        observation, rewards, terminated, truncated, infos = env.step(env.action_space.sample())
        found.append((observation["text"], rewards.tolist(), terminated.tolist(), truncated.tolist(), infos["state_hash"].tolist(),
                      infos["seed"].tolist(), env.action_masks().tolist()))  # fmt: skip
    return found


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_a_restored_batch_goes_on_as_the_first_did(mode: AutoresetMode, target: str) -> None:
    first = DefenseVectorEnv(5, autoreset_mode=mode, target=target, **OPTIONS)
    first.reset(seed=3)
    played(first, 40, 1)  # the limit is at 40: with next-step, all rows are finished now
    saved = first.snapshot()
    shown = first.step(np.full(5, 126))[0]["text"]
    wanted = played(first, 60, 2)
    for where in (target, "local", [target, target] if target != "local" else None):
        other = DefenseVectorEnv(5, autoreset_mode=mode, target=where, **OPTIONS)
        observation, infos = other.restore(saved)
        assert observation["rich"].shape[0] == 5 and infos["step"].tolist() == [40 if mode is AutoresetMode.NEXT_STEP else 0] * 5
        assert other.step(np.full(5, 126))[0]["text"] == shown
        assert played(other, 60, 2) == wanted
        other.close()
    first.close()


def test_snapshots_of_another_number_or_level_are_refused_and_nothing_changes() -> None:
    env = DefenseVectorEnv(4, **OPTIONS)
    env.reset(seed=1)
    saved = env.snapshot()
    with pytest.raises(errors.OptionError, match="snapshots is 3; wanted 4"):
        env.restore(saved[:3])
    with pytest.raises(errors.SnapshotError):
        env.restore([saved[1], *saved[1:]])
    assert env.snapshot() == saved


def test_the_vec_env_keeps_the_returns_of_running_episodes() -> None:
    first = DefenseVecEnv(3, level="garrison-1", action_space="sites", max_ticks=8000, ticks_per_step=250)
    first.seed([2**64 - 1, 0, 5])
    first.reset()
    noops = np.full(3, 126)
    for _ in range(20):
        first.step(noops)
    saved, other = first.snapshot(), DefenseVecEnv(3, level="garrison-1", action_space="sites", max_ticks=8000, ticks_per_step=250)
    assert np.array_equal(other.restore(saved), first.vector.restore(saved["rows"])[0])
    for _ in range(30):
        one, two = first.step(noops), other.step(noops)
        ends = [[info.get("episode", {}).get(name) for name in "rl"] for info in (*one[3], *two[3])]
        assert ends[:3] == ends[3:] and np.array_equal(one[0], two[0]) and np.array_equal(one[1], two[1])
    with pytest.raises(errors.OptionError, match="seed is 2 seeds; wanted 3"):
        first.seed([1, 2])
