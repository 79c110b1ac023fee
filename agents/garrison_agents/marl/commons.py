"""The commons as `Games`: the one place that knows its session."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.marl.games import Games, Seen, Turn
from garrison_agents.marl.measuring import frozen_games
from garrison_agents.marl.partners import Constant
from garrison_agents.marl.settings import MarlSettings
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.task import never

SAVE, BUILD = 0, 2
LEAKS, WALLS = 1, 2  # columns of the view `conduct`: of the last step, and turns at the wall so far
MEASURES: Final = ("cooperation", "reward", "leaks")  # turns at the wall of all turns; gold and leaks a seat and step


class CommonsGames:
    """Every seat is trained. A game is only ever cut off, after the payoffs' `max_steps`."""

    measures: tuple[str, ...] = MEASURES

    def __init__(self, settings: MarlSettings, n: int, target: str = "local") -> None:
        """Raises SettingsError without PettingZoo, and what the commons refuses with."""
        try:
            from garrison import commons_v0
        except ImportError as error:
            raise SettingsError(str(error)) from None
        self._env = commons_v0.batch_env(
            n, seats=settings.seats, graph=settings.graph, payoffs=settings.payoffs, graph_seed=settings.graph_seed,
            changes=settings.changes, autoreset="none", target=target, threads=settings.threads,
        )  # fmt: skip
        self._session = self._env.session
        self.n, self.seats = n, settings.seats
        self.width, self.actions = self._session.opened.views[0].shape[0], self._session.opened.action.n
        self.engine = f"commons {self._session.opened.engine_version}"
        self._everyone = np.arange(n)
        self._sums = np.zeros((n, len(MEASURES) - 1))  # of the seats' rewards and leaks, in the episode so far

    def reset(self, seeds: Sequence[int]) -> Seen:
        """Game i begins the episode of seeds[i]."""
        self._sums[:] = 0
        return _seen(self._session.reset(self._everyone, list(seeds)))

    def step(self, actions: NDArray[np.int64]) -> Turn:
        """One step of every game; those that end begin anew."""
        told = self._session.step(self._everyone, actions.astype(np.int64, copy=False))
        conduct = told.views["conduct"]
        self._sums += np.stack([told.rewards.mean(axis=1), conduct[..., LEAKS].mean(axis=1)], axis=1)
        last = _seen(told)
        over = np.flatnonzero(told.truncated)
        ended: dict[str, NDArray[np.float64]] = {}
        seen = last
        if len(over):
            means = self._sums[over] / told.steps[over, None]
            rates = conduct[over, :, WALLS].mean(axis=1) / told.steps[over]
            ended = dict(zip(MEASURES, (rates, *means.T), strict=True))
            self._sums[over] = 0
            begun = _seen(self._session.reset(over))
            seen = Seen(last.views.copy(), last.masks.copy())
            seen.views[over], seen.masks[over] = begun.views, begun.masks
        return Turn(told.rewards.astype(np.float32), np.zeros(self.n, np.bool_), told.truncated, last, seen, ended)

    def state(self) -> dict[str, Any]:
        """All that the games go on from."""
        return {"games": self._session.snapshot(self._everyone), "sums": self._sums.copy()}

    def restore(self, state: dict[str, Any]) -> Seen:
        """Goes on from there."""
        self._sums[:] = state["sums"]
        return _seen(self._session.restore(self._everyone, state["games"]))

    def close(self) -> None:
        """Lets the games go."""
        self._env.close()


def _seen(told: Any) -> Seen:
    return Seen(told.views["commons"], told.views["mask"].view(np.int8))


class CommonsScale:
    """0: all save. 1: all build the wall, which pays everybody most. Played on the same frozen games."""

    def __init__(self, frozen: Games) -> None:
        self.low, self.high = (self._reward(frozen, action) for action in (SAVE, BUILD))

    def __call__(self, found: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """(n,) of n games."""
        return (found["reward"] - self.low) / (self.high - self.low)

    def _reward(self, frozen: Games, action: int) -> float:
        found = frozen_games(frozen, Constant(action), never)
        assert found is not None
        return float(found["reward"].mean())
