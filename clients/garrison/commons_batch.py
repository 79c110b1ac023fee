"""Many games of the commons in one call, with an axis of agents: the form that training wants."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from garrison.commons_games import open_commons
from garrison.errors import OptionError
from garrison_proto.commons import CommonsOptions, CommonsOutcome
from garrison_proto.records import Autoreset


class CommonsBatchEnv:
    """`games` games in lockstep. Arrays have games in front, then seats: observations float32 (games, seats, 43), actions
    (games, seats), rewards float64 (games, seats), terminated (never) and truncated bool (games,).

    infos: `action_mask` int8 (games, seats, 3), `code`, `built`, `leaks` (games, seats), `cooperation`, `cooperation_rate`, `step`, `seed`,
    `was_reset` (games,). With autoreset "same_step" a game that ended shows its next episode; `final_rows` (m,) says which, and
    `final_observation` (m, seats, 43) and `final_cooperation_rate` (m,) hold the old one's end. "next_step" begins it in the next
    step, whose actions there do not count; "none" wants a reset.

    reset(seed=s) plays episode s + i in game i; a game's later episodes follow from its first.
    """

    def __init__(
        self, games: int, seats: int = 8, graph: str = "ring", payoffs: str = "standard", *, changes: Mapping[str, float] | None = None,
        graph_seed: int = 0, max_cycles: int | None = None, autoreset: Autoreset = "same_step", target: Any = None, threads: int = 1,
    ) -> None:  # fmt: skip
        """The options are those of one game (see CommonsParallelEnv); threads: how many a step may use."""
        limit = {} if max_cycles is None else {"max_steps": max_cycles}
        options = CommonsOptions(seats, graph, graph_seed, payoffs, {**(changes or {}), **limit}, games, autoreset)
        self.session = open_commons(target, options, threads=threads)
        self.games, self.seats = games, seats
        self.neighbours = self.session.opened.neighbours
        self.single_observation_space = spaces.Box(0.0, 1.0, (len(self.session.opened.columns),), np.float32)
        self.single_action_space = spaces.Discrete(len(self.session.opened.action_names))
        self._everyone = np.arange(games)

    def reset(self, *, seed: int | None = None) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Starts episodes `seed` + i, or the next of each game's row."""
        if seed is not None and not 0 <= seed <= 2**64 - self.games:
            raise OptionError("seed", seed, f"0 to 2^64 - {self.games}")
        seeds = None if seed is None else [seed + i for i in range(self.games)]
        told = self.session.reset(self._everyone, seeds)
        return told.observations, _infos(told)

    def step(self, actions: Any) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Plays one step of every game."""
        told = self.session.step(self._everyone, actions)
        return told.observations, told.rewards, np.zeros(self.games, np.bool_), told.truncated, _infos(told)

    def close(self) -> None:
        """Lets the games go."""
        self.session.close()


def _infos(told: CommonsOutcome) -> dict[str, Any]:
    infos = {
        "action_mask": told.masks, "code": told.codes, "built": told.built, "leaks": told.leaks, "cooperation": told.built.mean(axis=1),
        "cooperation_rate": told.cooperation_rates, "step": told.steps, "seed": told.seeds, "was_reset": told.was_reset,
    }  # fmt: skip
    if len(told.final_rows):
        infos |= {"final_rows": told.final_rows, "final_observation": told.final_observations}
        infos["final_cooperation_rate"] = told.final_cooperation_rates
    return infos
