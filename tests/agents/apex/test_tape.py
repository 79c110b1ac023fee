"""Fragments against the whole history that they were cut from."""

import numpy as np
import pytest

from garrison_agents.apex.fragment import Fragment, FragmentShape
from garrison_agents.apex.replay import Replay
from garrison_agents.apex.tape import Tape
from garrison_agents.training.stacking import FrameStack

STEPS, ENVS, AHEAD, ACTIONS, GAMMA, FRAGMENTS = 6, 3, 3, 4, 0.9, 5
EVERYONE = np.arange(ENVS)


class History:
    """Made-up play, with the step after an end being none, as AutoresetMode.NEXT_STEP has it."""

    def __init__(self, stack: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        n = FRAGMENTS * STEPS + AHEAD
        self.frames = random.integers(0, 256, (n, ENVS, 4, 4, 3), np.uint8)
        self.numbers = random.random((n, ENVS, 5), np.float32)
        self.masks = (random.random((n, ENVS, ACTIONS)) < 0.7).astype(np.uint8)
        self.values = random.random((n, ENVS, ACTIONS), np.float32)
        self.actions = random.integers(0, ACTIONS, (n, ENVS))
        self.rewards = random.integers(-2, 1, (n, ENVS)).astype(np.float32)
        self.terminated, self.truncated = random.random((n, ENVS)) < 0.15, random.random((n, ENVS)) < 0.1
        self.idle = np.zeros((n + 1, ENVS), np.bool_)
        for t in range(n):
            for array in (self.rewards, self.terminated, self.truncated):
                array[t][self.idle[t]] = 0
            self.idle[t + 1] = self.terminated[t] | self.truncated[t]
        frames, self.stacks = FrameStack(ENVS, stack), []
        for t in range(n):
            fresh = self.idle[t - 1] if t else np.ones(ENVS, np.bool_)
            self.stacks.append(frames.push({"pixels:4": self.frames[t]}, EVERYONE, fresh)["pixels:4"])

    def views(self, t: int) -> dict[str, np.ndarray]:
        return {"pixels:4": self.frames[t], "rich": self.numbers[t], "mask": self.masks[t]}

    def fragments(self, stack: int) -> list[Fragment]:
        tape = Tape(FragmentShape(STEPS, ENVS, AHEAD, stack - 1))
        tape.begin(self.views(0))
        found, t = [], 0
        for _ in range(FRAGMENTS):
            if tape.full:
                tape.forget()
            while not tape.full:
                assert (tape.seen(["pixels:4"])["pixels:4"] == self.stacks[t]).all()
                tape.judge(self.values[t], self.actions[t])
                tape.step(self.rewards[t], self.terminated[t], self.truncated[t], self.views(t + 1))
                t += 1
            tape.judge(self.values[t], self.actions[t])
            cut = tape.fragment(GAMMA)
            found.append(cut._replace(views={name: view.copy() for name, view in cut.views.items()}, ages=cut.ages.copy(),
                                      actions=cut.actions.copy()))  # fmt: skip
        return found

    def future(self, t: int, env: int) -> tuple[float, float, int]:
        """The slow n-step return of a decision."""
        total = 0.0
        for k in range(AHEAD):
            total += GAMMA**k * float(self.rewards[t + k, env])
            if self.terminated[t + k, env]:
                return total, 0.0, k + 1
            if self.truncated[t + k, env]:
                return total, GAMMA ** (k + 1), k + 1
        return total, GAMMA**AHEAD, AHEAD


@pytest.mark.parametrize("stack", [1, 3])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_decision_of_a_history_comes_once_with_its_own_future(stack: int, seed: int) -> None:
    history = History(stack, seed)
    for number, fragment in enumerate(history.fragments(stack)):
        for step in range(STEPS):
            for env in range(ENVS):
                t = number * STEPS + step
                if history.idle[t, env]:
                    assert fragment.priorities[step, env] == -1
                    continue
                total, discount, span = history.future(t, env)
                assert fragment.actions[step, env] == history.actions[t, env]
                assert fragment.spans[step, env] == span
                error = abs(total + discount * history.values[t + span, env].max() - history.values[t, env, history.actions[t, env]])
                came = fragment.sums[step, env], fragment.discounts[step, env], fragment.priorities[step, env]
                np.testing.assert_allclose(came, (total, discount, error), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("stack", [1, 3])
def test_the_replay_gives_back_what_was_seen_then_and_later(stack: int) -> None:
    history = History(stack, seed=3)
    replay = Replay(FragmentShape(STEPS, ENVS, AHEAD, stack - 1), size=2 * STEPS * ENVS, alpha=0.6, beta=0.4, seed=0)
    for fragment in history.fragments(stack):
        replay.add(fragment)
    batch = replay.sample(200)
    assert batch is not None
    for i, (place, serial) in enumerate(zip(batch.places, batch.serials, strict=True)):
        step, env = divmod(int(place) % (STEPS * ENVS), ENVS)
        t = int(serial) * STEPS + step
        assert serial >= FRAGMENTS - 2 and not history.idle[t, env]
        assert batch.actions[i] == history.actions[t, env]
        later = t + history.future(t, env)[2]
        for views, then in ((batch.views, t), (batch.next_views, later)):
            assert set(views) == {"pixels:4", "rich"}
            np.testing.assert_array_equal(views["rich"][i], history.numbers[then, env])
            np.testing.assert_array_equal(views["pixels:4"][i], history.stacks[then][env])
        np.testing.assert_array_equal(batch.next_masks[i], history.masks[later, env])
