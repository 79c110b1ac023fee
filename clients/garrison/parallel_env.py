"""The commons as a PettingZoo environment: all seats choose at once, and each is told what it may know."""

import sys
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from garrison.commons_games import open_commons
from garrison.errors import ClosedError, OptionError
from garrison_proto.commons import CommonsOptions, CommonsOutcome

MODES: Final = ("human", "ansi", "rgb_array")
ONE: Final = (0,)
N_ACTIONS: Final = 3

Told = dict[str, Any]


class CommonsParallelEnv(ParallelEnv[str, Any, Any]):  # type: ignore[misc]  # PettingZoo has no types
    """One game. Agents are `seat_0`, `seat_1`, ...

    Observation: a dict of `observation`, float32 (43,) in [0, 1], and `action_mask`, int8 (3,). Action: 0 save, 1 guard, 2 wall; what is
    no action, or cannot be paid for, is counted and done as 0. Reward: the gold that the purse gained, less the leaks' cost.
    A game is only ever truncated. `state()`: all seats' observations, float32 (seats, 43).

    info: `code` and `code_text` (why the last action was refused; 0: it was not), `action_mask`, `built` (it built the wall), `leaks`,
    `cooperation` (share of all seats that built in this step), `cooperation_rate` (share of all turns so far), `step`.

    reset(seed=s) plays episode s; reset() goes on to the next of its row.
    """

    metadata = {"name": "commons_v0", "render_modes": list(MODES), "render_fps": 5, "is_parallelizable": True}  # noqa: RUF012 - its convention

    def __init__(
        self, seats: int = 8, graph: str = "ring", payoffs: str = "standard", *, changes: Mapping[str, float] | None = None,
        graph_seed: int = 0, max_cycles: int | None = None, target: Any = None, render_mode: str | None = None, render_size: int = 512,
    ) -> None:  # fmt: skip
        """seats: 3 to 64. graph: "ring", "grid" or "random". payoffs, changes: a named set, and what differs from it.
        max_cycles: steps of a game, in place of the payoffs' `max_steps`. render_mode: "human" prints the game in words,
        "ansi" gives them, "rgb_array" gives a picture.

        Raises OptionError, MissingExtraError, and InvalidArgumentError with the simulator's words.
        """
        if render_mode not in (None, *MODES):
            raise OptionError("render_mode", repr(render_mode), f"None, {', '.join(map(repr, MODES))}")
        limit = {} if max_cycles is None else {"max_steps": max_cycles}
        options = CommonsOptions(seats, graph, graph_seed, payoffs, {**(changes or {}), **limit})
        self._games = open_commons(target, options)
        self.render_mode, self._render_size = render_mode, render_size
        self.possible_agents = [f"seat_{k}" for k in range(seats)]
        self.agents: list[str] = []
        self.neighbours = dict(zip(self.possible_agents, self._games.opened.neighbours, strict=True))
        columns = len(self._games.opened.columns)
        self.state_space = spaces.Box(0.0, 1.0, (seats, columns), np.float32)
        self.observation_spaces = {
            agent: spaces.Dict(
                {"observation": spaces.Box(0.0, 1.0, (columns,), np.float32), "action_mask": spaces.Box(0, 1, (N_ACTIONS,), np.int8)}
            )
            for agent in self.possible_agents
        }
        self.action_spaces = {agent: spaces.Discrete(N_ACTIONS) for agent in self.possible_agents}
        self._last: CommonsOutcome | None = None

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """The same space at every call."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """The same space at every call."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: Told | None = None) -> tuple[Told, dict[str, Told]]:
        """Starts episode `seed` (0 to 2^64 - 1), or the next one. `options` is not used."""
        if seed is not None and not 0 <= seed < 2**64:
            raise OptionError("seed", seed, "0 to 2^64 - 1")
        self._last = self._games.reset(ONE, None if seed is None else [seed])
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: Mapping[str, Any]) -> tuple[Told, dict[str, float], dict[str, bool], dict[str, bool], dict[str, Told]]:
        """Plays one step with an action of every living agent."""
        if not self.agents:
            return {}, {}, {}, {}, {}
        missing = [agent for agent in self.agents if agent not in actions]
        if missing:
            raise OptionError("actions", f"without {', '.join(missing)}", "one action of every seat")
        turn = [_whole(agent, actions[agent]) for agent in self.agents]
        self._last = outcome = self._games.step(ONE, np.array([turn], np.int64))
        cut, agents = bool(outcome.truncated[0]), self.agents
        rewards = dict(zip(agents, outcome.rewards[0].tolist(), strict=True))
        told = self._observations(), rewards, dict.fromkeys(agents, False), dict.fromkeys(agents, cut), self._infos()
        if cut:
            self.agents = []
        return told

    def state(self) -> NDArray[np.float32]:
        """All seats' observations. For a critic that sees everything; no seat does."""
        seen: NDArray[np.float32] = self._outcome().observations[0].copy()
        return seen

    def render(self) -> Any:
        """The present game, as the render mode says."""
        self._outcome()
        if self.render_mode == "rgb_array":
            return self._games.render(0, self._render_size)
        if self.render_mode is None:
            raise OptionError("render_mode", "None", f"{', '.join(map(repr, MODES))}, when the environment is made")
        told = self._games.words(0)
        if self.render_mode == "ansi":
            return told
        sys.stdout.write(told + "\n")
        return None

    def snapshot(self) -> bytes:
        """The whole game, generator included."""
        self._outcome()
        return self._games.snapshot(ONE)[0]

    def restore(self, blob: bytes) -> tuple[Told, dict[str, Told]]:
        """Continues a snapshotted game bit for bit; observations and infos as after its last step."""
        self._last = self._games.restore(ONE, [blob])
        over = int(self._last.steps[0]) >= self._games.opened.payoffs["max_steps"]
        told = self._observations(), self._infos()
        self.agents = [] if over else list(self.possible_agents)
        return told

    def close(self) -> None:
        """Lets the game go; a second call does nothing."""
        self._games.close()

    def _outcome(self) -> CommonsOutcome:
        if self._last is None:
            raise ClosedError("no game is being played yet; call reset() first")
        return self._last

    def _observations(self) -> Told:
        told = self._outcome()
        return {
            agent: {"observation": told.observations[0, k].copy(), "action_mask": told.masks[0, k].copy()}
            for k, agent in enumerate(self.possible_agents)
        }

    def _infos(self) -> dict[str, Told]:
        told, texts = self._outcome(), self._games.opened.error_texts
        shared = {
            "cooperation": float(told.built[0].mean()),
            "cooperation_rate": float(told.cooperation_rates[0]),
            "step": int(told.steps[0]),
        }
        return {
            agent: {
                "code": int(told.codes[0, k]), "code_text": texts[told.codes[0, k]], "action_mask": told.masks[0, k].copy(),
                "built": bool(told.built[0, k]), "leaks": int(told.leaks[0, k]), **shared,
            }
            for k, agent in enumerate(self.possible_agents)
        }  # fmt: skip


def _whole(agent: str, action: Any) -> int:
    """An action as a whole number. Raises OptionError; which numbers are actions is the game's to judge."""
    try:
        number = np.asarray(action).item()
        if int(number) == number and -(2**63) <= number < 2**63:
            return int(number)
    except (TypeError, ValueError, OverflowError):
        pass
    raise OptionError(f"actions[{agent!r}]", repr(action), "one whole number")
