"""`garrison.commons_v0`: the commons for PettingZoo. Importing it registers `garrison/commons_v0` there.

from garrison import commons_v0

env = commons_v0.parallel_env(seats=16, graph="grid")
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison.pettingzoo_registry import registered
from garrison.seat_batch import SeatBatchEnv
from garrison.seat_env import MODES, SeatEnv
from garrison_proto.modes import CommonsRules
from garrison_proto.records import Autoreset, OpenOptions, Outcome

__all__ = ["batch_env", "env", "parallel_env", "raw_env"]

VIEWS = ("commons", "mask", "conduct", "neighbours")
BUILT = 3  # in the first column of `conduct`, whose others are: leaks, turns at the wall, all leaks, steps


class parallel_env(SeatEnv):
    """One game; see SeatEnv. Agents are `seat_0`, `seat_1`, ...

    Observation: a dict of `observation`, float32 (43,) in [0, 1], and `action_mask`, int8 (3,). Action: 0 save, 1 guard, 2 wall; what is
    no action, or cannot be paid for, is counted and done as 0. Reward: the gold that the purse gained, less the leaks' cost.
    A game is only ever truncated. `state()`: all seats' observations, float32 (seats, 43).

    info, besides SeatEnv's: `built` (it built the wall), `leaks`, `cooperation` (share of all seats that built in this step),
    `cooperation_rate` (share of all turns so far).
    """

    metadata: ClassVar[dict[str, Any]] = SeatEnv.metadata | {"name": "commons_v0", "render_fps": 5}
    words: ClassVar[str] = "overview"

    def __init__(
        self, seats: int = 8, graph: str = "ring", payoffs: str = "standard", *, changes: Mapping[str, float] | None = None,
        graph_seed: int = 0, max_cycles: int | None = None, record: bool = False, target: str | Backend | None = None,
        token: str | None = None, lease_s: float = 60.0, render_mode: str | None = None, render_size: int = 512,
    ) -> None:  # fmt: skip
        """seats: 3 to 64. graph: "ring", "grid" or "random". payoffs, changes: a named set, and what differs from it.
        max_cycles: steps of a game, in place of the payoffs' `max_steps`. target: None or "local", an address, or a Backend.
        render_mode: "human" prints the game in words, "ansi" gives them, "rgb_array" gives a picture.

        Raises OptionError, MissingExtraError, and InvalidArgumentError with the simulator's words.
        """
        words = (self.words,) if render_mode in MODES[:2] else ()
        rules = CommonsRules(seats, graph, graph_seed, payoffs, _changes(changes, max_cycles))
        options = OpenOptions(mode="commons", rules=rules, views=(*VIEWS, *words), record=record, lease_s=lease_s)
        super().__init__(options, ("commons",), "commons", target, token, render_mode, render_size)

    @property
    def neighbours(self) -> dict[str, tuple[int, ...]]:
        """The seats beside each agent's; known from the first reset on."""
        return dict(zip(self.possible_agents, _neighbours(self._outcome()), strict=True))

    def _infos(self) -> dict[str, dict[str, Any]]:
        infos, conduct = super()._infos(), self._outcome().views["conduct"]
        shared = {"cooperation": float(_cooperation(conduct)[0]), "cooperation_rate": float(_rates(conduct)[0])}
        for k, agent in enumerate(self.possible_agents):
            infos[agent] |= {"built": bool(conduct[0, k, 0] == BUILT), "leaks": int(conduct[0, k, 1]), **shared}
        return infos


class batch_env(SeatBatchEnv):
    """Many games; see SeatBatchEnv. Observations are float32 (games, seats, 43).

    infos, besides SeatBatchEnv's: `built`, `leaks` (games, seats) of the step that was played; `cooperation`, `cooperation_rate` (games,),
    and `final_cooperation_rate` (m,) of the games that ended.
    """

    def __init__(
        self, games: int, seats: int = 8, graph: str = "ring", payoffs: str = "standard", *, changes: Mapping[str, float] | None = None,
        graph_seed: int = 0, max_cycles: int | None = None, autoreset: Autoreset = "same_step", target: str | Backend | None = None,
        token: str | None = None, lease_s: float = 60.0, threads: int = 1,
    ) -> None:  # fmt: skip
        """The options are those of one game; threads: how many a step in this process may use."""
        rules = CommonsRules(seats, graph, graph_seed, payoffs, _changes(changes, max_cycles))
        options = OpenOptions(mode="commons", rules=rules, slots=games, views=VIEWS, autoreset=autoreset, lease_s=lease_s)
        super().__init__(options, ("commons",), "commons", target, token, threads)
        self.neighbours: tuple[tuple[int, ...], ...] = ()  # by seat; known from the first reset on

    def _infos(self, told: Outcome) -> dict[str, Any]:
        infos, conduct, rates = super()._infos(told), told.views["conduct"], _rates(told.views["conduct"])
        self.neighbours = self.neighbours or _neighbours(told)
        if len(told.final_rows):
            conduct = conduct.copy()
            conduct[told.final_rows] = told.final["conduct"]
            infos["final_cooperation_rate"] = _rates(told.final["conduct"])
        return infos | {
            "built": conduct[..., 0] == BUILT, "leaks": conduct[..., 1], "cooperation": _cooperation(conduct), "cooperation_rate": rates
        }  # fmt: skip


def _changes(changes: Mapping[str, float] | None, max_cycles: int | None) -> dict[str, float]:
    return {**(changes or {}), **({} if max_cycles is None else {"max_steps": max_cycles})}


def _neighbours(outcome: Outcome) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(other for other in row if other >= 0) for row in outcome.views["neighbours"][0].tolist())


def _cooperation(conduct: NDArray[np.int64]) -> NDArray[np.float64]:
    """(games,) the share of seats that built in the last step."""
    share: NDArray[np.float64] = (conduct[..., 0] == BUILT).mean(axis=1)
    return share


def _rates(conduct: NDArray[np.int64]) -> NDArray[np.float64]:
    """(games,) turns at the wall of all turns of the episode; 0 before the first."""
    rates: NDArray[np.float64] = conduct[..., 2].sum(axis=1) / np.maximum(conduct[..., 4].sum(axis=1), 1)
    return rates


raw_env, env = registered("commons_v0", parallel_env)
