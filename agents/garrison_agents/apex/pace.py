"""Who waits for whom: the learner and the actors work side by side, and neither may run far ahead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Keeps the number of times that a decision is learnt from near `ratio`, whatever the machine is fast at."""

    ratio: float  # of decisions learnt from to decisions played; 0: nobody waits
    batch: int  # decisions in an update
    starts: int  # decisions before the first update
    slack: int  # decisions that the actors may be ahead

    def learner_may(self, steps: int, updates: int) -> bool:
        """Whether another update is due after so many decisions played."""
        return steps > self.starts and (not self.ratio or updates * self.batch < self.ratio * (steps - self.starts))

    def actors_may(self, steps: int, updates: int) -> bool:
        """Whether more is to be played. Before the first update nothing holds the actors."""
        return not self.ratio or not updates or steps < self.starts + updates * self.batch / self.ratio + self.slack
