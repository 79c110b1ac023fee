"""A collector that plays ahead: while the learner learns from one iteration, the next is played with the weights as they were."""

import copy
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from garrison_agents.grpo.data import Group, Task, pack_group, unpack_group
from garrison_agents.grpo.interfaces import Needs, Rollout
from garrison_agents.grpo.rollout import Stage, Synchronous


class Asynchronous:
    """As many iterations ahead as `staleness`; each is played with a copy of the policy made when its turn was planned, so that the
    same run is played whatever the pace. What is older when its turn comes is thrown away, and played again.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, stage: Stage, *, staleness: int = 1, lanes: int = 2) -> None:
        if staleness < 1:
            raise ValueError(f"staleness: came {staleness}, wanted 1 or more; rollout synchronous has none")
        self.stage, self.staleness, self.lanes = stage, staleness, lanes
        self._pool = ThreadPoolExecutor(1)  # one after the other: they share a generator
        self._ahead: list[Future[Rollout]] = []

    def collect(self, draw: Callable[[], list[Task]], version: int) -> Rollout:
        """The oldest of those that were played ahead; plans new ones."""
        stale = 0
        while True:
            if not self._ahead:
                self._plan(draw, version)
            rollout = self._ahead.pop(0).result()
            fresh = [group for group in rollout.groups if version - oldest(group) <= self.staleness]
            stale += len(rollout.groups) - len(fresh)
            if fresh or self.stage.halted():
                while len(self._ahead) < self.staleness:
                    self._plan(draw, version)
                return replace(rollout, groups=fresh, stale=stale)

    def _plan(self, draw: Callable[[], list[Task]], version: int) -> None:
        """One more iteration, with the weights of now."""
        tasks = draw()
        collector = Synchronous(replace(self.stage, policy=copy.deepcopy(self.stage.policy)), lanes=self.lanes)
        self._ahead.append(self._pool.submit(collector.collect, lambda: tasks, version))

    def state(self) -> dict[str, Any]:
        """What was played ahead; waits for what is being played."""
        return {"ahead": [packed(future.result()) for future in self._ahead]}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self._ahead = []
        for held in state["ahead"]:
            future: Future[Rollout] = Future()
            future.set_result(Rollout([unpack_group(group) for group in held["groups"]], held["void"]))
            self._ahead.append(future)

    def close(self) -> None:
        """Waits for what is being played, which nobody will learn from."""
        self._pool.shutdown(cancel_futures=True)


def oldest(group: Group) -> int:
    """The policy's version when the first of its replies was drawn."""
    return min(episode.version for episode in group.episodes)


def packed(rollout: Rollout) -> dict[str, Any]:
    """In plain values; where its time went is not kept."""
    groups: Sequence[Any] = [pack_group(group) for group in rollout.groups]
    return {"groups": list(groups), "void": rollout.void}
