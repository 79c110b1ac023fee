"""One game of several seats as a PettingZoo environment: all agents choose at once, and each is told what it may know."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from garrison.backend import Backend, SessionHandle, load_backend
from garrison.errors import ClosedError, OptionError
from garrison.sight import Group, groups_of, one
from garrison.spaces import pack_action
from garrison_proto.records import OpenOptions, Outcome

MODES: Final = ("human", "ansi", "rgb_array")
STATUS: Final = ("running", "won", "lost", "cut")
SLOT: Final = (0,)

Told = dict[str, Any]


class SeatEnv(ParallelEnv[str, Any, Any]):  # type: ignore[misc]  # PettingZoo has no types
    """What the environments of all modes have in common; each mode's own says which views and options it takes.

    Observation: a dict of `observation` and `action_mask` (int8, 1: legal now), or without a mask the observation alone. What is no
    action, or not legal, is a no-op, and counted. All agents end together. `state()`: what all of them see.

    info: `code` and `code_text` (why the last action was refused; 0: it was not), `no_effect` (accepted, yet like a no-op),
    `action_mask`, `score`, `status` ("running", "won", "lost", "cut"), `step`, `tick`, `seed`, `state_hash`.

    reset(seed=s) plays episode s (0 to 2^64 - 1); reset() goes on to the next of its row.
    """

    metadata: ClassVar[dict[str, Any]] = {"name": "seats", "render_modes": list(MODES), "render_fps": 3, "is_parallelizable": True}
    words: ClassVar[str] = "brief"  # the view that tells the game to people

    def __init__(
        self, options: OpenOptions, views: Sequence[str], form: str, target: str | Backend | None, token: str | None,
        render_mode: str | None, render_size: int,
    ) -> None:  # fmt: skip
        if render_mode not in (None, *MODES):
            raise OptionError("render_mode", repr(render_mode), f"None, {', '.join(map(repr, MODES))}")
        self.render_mode, self._render_size = render_mode, render_size
        self._owns_backend = target is None or isinstance(target, str)
        self._backend = load_backend(target, token=token)
        self._closed = False
        try:
            self.session: SessionHandle = self._backend.open(options)
            opened = self.session.opened
            self._texts = self._backend.describe(*self._described(options)).error_texts
            self._groups = groups_of(opened, views, form)
        except BaseException:
            self._backend.close() if self._owns_backend else None
            raise
        self.possible_agents = list(opened.agents)
        self.agents: list[str] = []
        self._place = {self.possible_agents[g.first + k]: (g, k) for g in self._groups for k in range(g.seats)}
        self.observation_spaces = {agent: g.masked_space for agent, (g, _) in self._place.items()}
        self.action_spaces = {agent: g.action_space for agent, (g, _) in self._place.items()}
        self.state_space = self._state_space()
        self._last: Outcome | None = None
        self._seen: dict[str, Any] = {}  # by group
        self._masks: dict[str, Any] = {}
        self._said = dict.fromkeys(self.possible_agents, "")

    @staticmethod
    def _described(options: OpenOptions) -> tuple[str, str, bytes | None]:
        return next(iter(options.levels), ""), options.mode, next(iter(options.level_documents), None)

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """The same space at every call."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """The same space at every call."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: Told | None = None) -> tuple[Told, dict[str, Told]]:
        """Starts episode `seed`, or the next one. `options` is not used."""
        if seed is not None and not 0 <= seed < 2**64:
            raise OptionError("seed", seed, "0 to 2^64 - 1")
        self._take(self._open().reset(SLOT, None if seed is None else np.array([seed], np.uint64)))
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def say(self, agent: str, message: str) -> None:
        """With its next action the agent also says this to its allies; at most 120 characters, and where the mode has messages."""
        if agent not in self._said:
            raise OptionError("agent", repr(agent), f"one of {', '.join(self.possible_agents)}")
        self._said[agent] = message

    def step(self, actions: Mapping[str, Any]) -> tuple[Told, dict[str, float], dict[str, bool], dict[str, bool], dict[str, Told]]:
        """Plays one decision with an action of every agent."""
        if not self.agents:
            return {}, {}, {}, {}, {}
        missing = [agent for agent in self.agents if agent not in actions]
        if missing:
            raise OptionError("actions", f"without {', '.join(missing)}", "one action of every seat")
        rows = np.concatenate([self._packed(agent, actions[agent]) for agent in self.possible_agents])
        said = list(self._said.values())
        self._take(self._open().step(SLOT, rows[None], messages=said if any(said) else None))
        self._said = dict.fromkeys(self.possible_agents, "")
        outcome, agents = self._outcome(), self.agents
        ends = [dict.fromkeys(agents, bool(flags[0])) for flags in (outcome.terminated, outcome.truncated)]
        rewards = dict(zip(agents, outcome.rewards[0].tolist(), strict=True))
        told = self._observations(), rewards, ends[0], ends[1], self._infos()
        if outcome.terminated[0] or outcome.truncated[0]:
            self.agents = []
        return told

    def state(self) -> NDArray[Any]:
        """What all agents see, for a critic that sees everything; no seat does. float32 (seats, columns), or, of agents that see
        different things, one vector."""
        self._outcome()
        parts = [self._flat(group) for group in self._groups]
        whole: NDArray[Any] = parts[0] if len(parts) == 1 else np.concatenate([part.reshape(-1) for part in parts])
        return whole.copy()

    def render(self) -> Any:
        """The present game, as the render mode says: prints words ("human"), gives them ("ansi"), or a picture ("rgb_array")."""
        self._outcome()
        if self.render_mode == "rgb_array":
            return self._open().render(SLOT, self._render_size)[0]
        if self.render_mode is None:
            raise OptionError("render_mode", "None", f"{', '.join(map(repr, MODES))}, when the environment is made")
        told = "\n\n".join(self._outcome().views[self.words])
        if self.render_mode == "ansi":
            return told
        sys.stdout.write(told + "\n")
        return None

    def snapshot(self) -> bytes:
        """The whole game, generator included."""
        self._outcome()
        return self._open().snapshot(SLOT)[0]

    def restore(self, blob: bytes) -> tuple[Told, dict[str, Told]]:
        """Continues a snapshotted game bit for bit; observations and infos as after its last step."""
        self._take(self._open().restore(SLOT, [blob]))
        told = self._observations(), self._infos()
        self.agents = [] if self._outcome().status[0] else list(self.possible_agents)
        return told

    def close(self) -> None:
        """Lets the game go; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.session.close()
        if self._owns_backend:
            self._backend.close()

    def _open(self) -> SessionHandle:
        if self._closed:
            raise ClosedError("the environment was closed; make a new one")
        return self.session

    def _packed(self, agent: str, action: Any) -> NDArray[Any]:
        try:
            return pack_action(self._place[agent][0].form, action)
        except OptionError as error:
            raise OptionError(f"actions[{agent!r}]", error.came, error.wanted) from None

    def _take(self, outcome: Outcome) -> None:
        self._last = outcome
        self._seen = {group.name: group.seen(outcome.views) for group in self._groups}
        self._masks = {group.name: group.masks(outcome.views) for group in self._groups}

    def _outcome(self) -> Outcome:
        if self._last is None:
            raise ClosedError("no game is being played yet; call reset() first")
        return self._last

    def _mask(self, agent: str) -> NDArray[np.int8] | None:
        group, k = self._place[agent]
        masks = self._masks[group.name]
        return None if masks is None else masks[0, k].copy()

    def _observations(self) -> Told:
        told: Told = {}
        for agent, (group, k) in self._place.items():
            told[agent], mask = one(self._seen[group.name], 0, k), self._mask(agent)
            if mask is not None:
                told[agent] = {"observation": told[agent], "action_mask": mask}
        return told

    def _infos(self) -> dict[str, Told]:
        outcome = self._outcome()
        shared: Told = {
            "score": float(outcome.scores[0]), "status": STATUS[int(outcome.status[0])], "step": int(outcome.steps[0]),
            "tick": int(outcome.ticks[0]), "seed": np.uint64(outcome.seeds[0]), "state_hash": np.uint64(outcome.hashes[0]),
        }  # fmt: skip
        infos = {}
        for k, agent in enumerate(self.possible_agents):
            code, mask = int(outcome.codes[0, k]), self._mask(agent)
            infos[agent] = {"code": code, "code_text": self._texts[code], "no_effect": bool(outcome.no_effect[0, k]), **shared}
            if mask is not None:
                infos[agent]["action_mask"] = mask
        return infos

    def _flat(self, group: Group) -> NDArray[Any]:
        if not group.joined:
            raise OptionError("views", ", ".join(spec.name for spec in group.specs), "float32 views: state() joins them")
        seen: NDArray[Any] = self._seen[group.name][0]
        return seen.reshape(group.seats, -1)

    def _state_space(self) -> spaces.Space[Any] | None:
        if not all(group.joined for group in self._groups):
            return None
        bounds: list[list[Any]] = []
        for group in self._groups:
            space: Any = group.observation_space
            bounds.append([np.tile(end.reshape(1, -1), (group.seats, 1)) for end in (space.low, space.high)])
        if len(bounds) == 1:
            return spaces.Box(*bounds[0], dtype=np.float32)
        low, high = (np.concatenate([bound[end].reshape(-1) for bound in bounds]) for end in (0, 1))
        return spaces.Box(low, high, dtype=np.float32)
