"""Past opponents: copies of one side of a siege that stay as they are, and who of them is met how often."""

import copy
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.marl.brain import Brain
from garrison_agents.marl.games import Seen
from garrison_agents.marl.networks import weights_of

NEWEST: Final = -1  # in place of a member's number


@dataclass
class Member:
    """One side as it was."""

    steps: int  # of the run, when it was copied
    brain: Brain
    met: float = 0.0  # games of the other side, as it was lately, against this one
    lost: float = 0.0  # how many of these the other side lost


class Pool:
    """One side's copies, the oldest first, and itself as it is now."""

    newest: Brain

    def __init__(self) -> None:
        self.members: list[Member] = []

    def follow(self, newest: Brain) -> None:
        """Copies are of this one; it is to be told before anything is asked."""
        self.newest = newest

    def add(self, steps: int) -> None:
        """Copies the newest. What is known of how the others fare counts half from now on: the other side has moved on."""
        for member in self.members:
            member.met, member.lost = member.met / 2, member.lost / 2
        self.members.append(Member(steps, _copied(self.newest)))

    def brain(self, who: int) -> Brain:
        """A member's, or the newest."""
        return self.newest if who == NEWEST else self.members[who].brain

    def note(self, who: int, lost: bool) -> None:
        """The other side ended a game with a member, or with the newest, of which nothing is kept."""
        if who != NEWEST:
            self.members[who].met += 1
            self.members[who].lost += lost

    def drawn(self, newest: float, priority: float, random: np.random.Generator) -> int:
        """Who is met next: the newest by that chance, else a member, by its share of won games to the power of `priority`."""
        if random.random() < newest or not self.members:
            return NEWEST
        weights = self.chances(priority)
        return int(random.choice(len(weights), p=weights))

    def chances(self, priority: float) -> NDArray[np.float64]:
        """(members,) of being drawn, if one is (prioritised fictitious self-play: Vinyals et al., "Grandmaster level in StarCraft II",
        2019). One game won and one lost are added to each, so that nobody is forgotten."""
        rates = np.array([(member.lost + 1) / (member.met + 2) for member in self.members])
        weights: NDArray[np.float64] = rates**priority / (rates**priority).sum()
        return weights

    def state(self) -> list[dict[str, Any]]:
        """All of the members."""
        return [
            {"steps": one.steps, "met": one.met, "lost": one.lost, "weights": weights_of(one.brain.network)} for one in self.members
        ]  # fmt: skip

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Goes on from there."""
        self.members = []
        for one in state:
            brain = _copied(self.newest)
            brain.network.load_state_dict(one["weights"])
            self.members.append(Member(one["steps"], brain, one["met"], one["lost"]))


def _copied(brain: Brain) -> Brain:
    return replace(brain, network=copy.deepcopy(brain.network).requires_grad_(False))


class Appointed:
    """`garrison_agents.marl.partners.Others`: in each game the one of a pool that is appointed to it."""

    def __init__(self, pool: Pool, who: NDArray[np.int64]) -> None:
        """who: (n,) numbers of members, or NEWEST."""
        self.pool, self.who = pool, who
        self.random = np.random.default_rng(0)

    def begin(self, seed: int) -> None:
        """Draws from the seed from now on."""
        self.random = np.random.default_rng(seed)

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""
        actions = np.empty(seen.masks.shape[:2], np.int64)
        for who in np.unique(self.who):
            rows = self.who == who
            actions[rows] = self.pool.brain(int(who))(Seen(seen.views[rows], seen.masks[rows]), self.random)
        return actions

    def end(self, rows: NDArray[np.int64], status: NDArray[Any]) -> None:
        """The same go on."""

    def state(self) -> dict[str, Any]:
        """All that they go on from, apart from the pool."""
        return {"who": self.who.copy(), "random": self.random.bit_generator.state}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.who[:] = state["who"]
        self.random.bit_generator.state = state["random"]


class Rivals(Appointed):
    """Those whom a side meets in training: for each game one is drawn."""

    def __init__(self, pool: Pool, n: int, newest: float, priority: float, losing: int) -> None:
        """losing: the status of a game that the side in training loses."""
        super().__init__(pool, np.full(n, NEWEST))
        self._drawing = newest, priority
        self._losing = losing

    def begin(self, seed: int) -> None:
        """Draws all anew, from the seed."""
        super().begin(seed)
        self._draw(range(len(self.who)))

    def end(self, rows: NDArray[np.int64], status: NDArray[Any]) -> None:
        """Notes how the games ended, and draws for the next."""
        for row, how in zip(rows, status, strict=True):
            self.pool.note(int(self.who[row]), how == self._losing)
        self._draw(rows)

    def _draw(self, rows: Any) -> None:
        for row in rows:
            self.who[row] = self.pool.drawn(*self._drawing, self.random)
