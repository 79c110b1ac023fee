"""Stacked frames are those an episode has shown, and no other episode's."""

import numpy as np

from garrison_agents.training.stacking import FrameStack


def test_a_stack_is_the_last_frames_of_the_episode() -> None:
    generator, n, frames = np.random.default_rng(3), 4, 3
    stack, shown = FrameStack(n, frames), [[np.zeros((2, 5, 3), np.uint8)] * frames for _ in range(n)]
    for step in range(30):
        rows = np.flatnonzero(generator.random(n) < 0.7)
        fresh = (generator.random(len(rows)) < 0.2) | (step == 0)
        views = {"pixels:36": generator.integers(0, 256, (len(rows), 2, 5, 3), np.uint8), "rich": generator.random((len(rows), 2))}
        found = stack.push(views, rows, fresh)
        assert found["rich"] is views["rich"]
        for i, row in enumerate(rows):
            if fresh[i]:
                shown[row] = [np.zeros((2, 5, 3), np.uint8)] * frames
            coming = views["pixels:36"][i] ^ 1
            assert np.array_equal(stack.last("pixels:36", int(row), coming)[-3:], coming.transpose(2, 0, 1))
            shown[row] = [*shown[row][1:], views["pixels:36"][i]]
            assert np.array_equal(found["pixels:36"][i], np.concatenate([frame.transpose(2, 0, 1) for frame in shown[row]]))
        found["pixels:36"][:] = 7  # the caller's own
