"""Both sides of a siege in training at once, each against the other as it is now and against copies of its past."""

from collections.abc import Sequence
from typing import Any

from garrison_agents.marl.learner import Learner, Telling
from garrison_agents.marl.pool import Pool
from garrison_agents.marl.siege import SIDES
from garrison_agents.training.due import Every


class SelfPlay:
    """`garrison_agents.marl.learner.Trainee`: a learner and a pool for each side. A step is one of a game, whichever side it trains."""

    def __init__(self, learners: Sequence[Learner], pools: Sequence[Pool], pool_every: int) -> None:
        """Each for a side, in the order of SIDES; pool_every: steps between two copies."""
        self.learners, self.pools = learners, pools
        self.losses = tuple(f"{side}_{loss}" for side, learner in zip(SIDES, learners, strict=True) for loss in learner.losses)
        self.tally: Telling = Tallies([learner.tally for learner in learners])
        self._copying = Every(pool_every, at_once=True)

    @property
    def steps(self) -> int:
        """Of both sides' games."""
        return sum(learner.steps for learner in self.learners)

    def begin(self) -> None:
        """The first copies, which know nothing, and the first games."""
        self._copy()
        for learner in self.learners:
            learner.begin()

    def turn(self) -> None:
        """Each side in turn plays and learns; the other side stays as it is meanwhile."""
        for learner in self.learners:
            learner.turn()
        if self._copying.due(self.steps):
            self._copy()

    def weights(self) -> dict[str, Any]:
        """Of both sides, a side's behind its name."""
        sides = zip(SIDES, self.learners, strict=True)
        return {f"{side}.{name}": value for side, learner in sides for name, value in learner.weights().items()}

    def begin_with(self, weights: dict[str, Any]) -> None:
        """Takes over another's."""
        for side, learner in zip(SIDES, self.learners, strict=True):
            learner.begin_with(side_of(weights, side))

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""
        return {
            "copied": self._copying.done,
            "learners": [learner.state() for learner in self.learners],
            "pools": [pool.state() for pool in self.pools],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self._copying.done = state["copied"]
        for pool, told in zip(self.pools, state["pools"], strict=True):
            pool.restore(told)
        for learner, told in zip(self.learners, state["learners"], strict=True):
            learner.restore(told)

    def _copy(self) -> None:
        self._copying.mark(self.steps)
        for pool in self.pools:
            pool.add(self.steps)


class Tallies:
    """Both sides' tallies as one: a side's columns behind its name."""

    def __init__(self, tallies: Sequence[Telling]) -> None:
        self._tallies = tallies

    @property
    def ended(self) -> list[list[float]]:
        """Of both sides' games."""
        return [game for tally in self._tallies for game in tally.ended]

    def row(self) -> dict[str, float | int]:
        """As columns of progress.csv."""
        rows = [tally.row() for tally in self._tallies]
        told: dict[str, float | int] = {"episodes": sum(row.pop("episodes") for row in rows)}
        return told | {f"{side}_{name}": value for side, row in zip(SIDES, rows, strict=True) for name, value in row.items()}

    def clear(self) -> None:
        """The row was written."""
        for tally in self._tallies:
            tally.clear()


def side_of(weights: dict[str, Any], side: str) -> dict[str, Any]:
    """One side's weights out of both."""
    before = f"{side}."
    return {name.removeprefix(before): value for name, value in weights.items() if name.startswith(before)}
