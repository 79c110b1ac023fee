"""What is due when: at multiples of so many steps, so that a run that was stopped does it at the same steps as one that was not."""

from collections.abc import Callable, Sequence


class Every:
    """Is due when the steps have passed another multiple of `interval`."""

    def __init__(self, interval: int, *, at_once: bool = False) -> None:
        """at_once: due at step 0 too."""
        self.interval = interval
        self.done = -1 if at_once else 0  # multiples

    def due(self, steps: int) -> bool:
        """Whether it is time."""
        return steps // self.interval > self.done

    def mark(self, steps: int) -> None:
        """It is done, once for all multiples passed."""
        self.done = steps // self.interval


class Rhythm:
    """When a run notes a row, plays its frozen episodes and saves."""

    def __init__(self, log_every: int, eval_every: int, checkpoint_every: int) -> None:
        """Each in steps; the first evaluation is at step 0."""
        self.rows, self.evals, self.checkpoints = Every(log_every), Every(eval_every, at_once=True), Every(checkpoint_every)

    def between(self, steps: int, note_progress: Callable[[], None], note_evaluation: Callable[[], bool], save: Callable[[], None]) -> bool:
        """What is due between two turns; False where the evaluation was halted."""
        if self.rows.due(steps):
            self.rows.mark(steps)
            note_progress()
        if self.evals.due(steps):
            if not note_evaluation():
                return False
            self.evals.mark(steps)
        if self.checkpoints.due(steps):
            self.checkpoints.mark(steps)
            save()
        return True

    def state(self) -> list[int]:
        """What it goes on from."""
        return [every.done for every in (self.rows, self.evals, self.checkpoints)]

    def restore(self, state: Sequence[int]) -> None:
        """Goes on from there."""
        self.rows.done, self.evals.done, self.checkpoints.done = state
