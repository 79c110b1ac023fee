"""Evaluation: the same frozen episodes each time, scored as the agents' are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison_agents.batch import Job, play
from garrison_agents.training.frozen import FIRST_SEED, columns, evaluate, frozen_level


class Idle:
    """Does nothing, and notes how many episodes go on."""

    views = ("mask",)
    action_space = "sites"

    def begin(self, n: int) -> None:
        self.counts: list[int] = []

    def act(self, views: dict[str, Any], rows: NDArray[np.int64]) -> NDArray[Any]:
        assert len(views["mask"]) == len(rows) and (np.diff(rows) > 0).all()
        self.counts.append(len(rows))
        return np.full(len(rows), 126)


def test_frozen_episodes_are_scored_as_an_agent_s(backend: Backend) -> None:
    levels = [frozen_level(backend, name) for name in ("garrison-1", "garrison-3")]
    player = Idle()
    found = evaluate(backend, player, levels, 3, ticks_per_step=100, max_ticks=0)
    assert found is not None and found.score.n == 6 and found.won_rate == 0
    assert found.levels == {"garrison-1": 0.0, "garrison-3": 0.0} == {level.name: found.normalised.mean for level in levels}
    assert player.counts[0] == 3 and len(set(player.counts)) > 1  # ended episodes are left alone
    job = Job("noop", "garrison-1", tuple(range(FIRST_SEED, FIRST_SEED + 3)), ticks_per_step=100)
    traces = [event[0] for event in play(backend, job, "local") if not isinstance(event, int)]
    alone = evaluate(backend, player, levels[:1], 3, ticks_per_step=100, max_ticks=0)
    assert alone is not None and alone.score.mean == np.mean([trace.score for trace in traces])
    assert alone.length == np.mean([trace.steps for trace in traces])
    assert {"steps", *found.row()} == set(columns([level.name for level in levels]))


def test_an_evaluation_can_be_halted(backend: Backend) -> None:
    assert evaluate(backend, Idle(), [frozen_level(backend, "garrison-1")], 2, ticks_per_step=16, max_ticks=0, stopped=lambda: True) is None
