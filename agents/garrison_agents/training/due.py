"""What is due when: at multiples of so many steps, so that a run that was stopped does it at the same steps as one that was not."""


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
