"""Many games of several seats in one call, with an axis of agents: the form that training wants."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend, load_backend
from garrison.errors import OptionError
from garrison.sight import groups_of
from garrison.spaces import pack_actions
from garrison_proto.records import OpenOptions, Outcome, Views

Told = dict[str, Any]


class SeatBatchEnv:
    """`games` games in lockstep; what the environments of all modes have in common.

    Arrays have games in front, then seats: observations (games, seats, columns), actions (games, seats), rewards float64 (games, seats);
    terminated and truncated are bool (games,). Where agents see different things (siege), observations and masks are dicts by group,
    "defenders" and "attacker", and actions and rewards have the attacker's column last.

    infos: `action_mask` int8 (games, seats, actions), 1: legal; `code`, `no_effect` (games, seats); `score`, `status` (0 running, 1 won, 2
    lost, 3 cut), `step`, `tick`, `seed`, `was_reset` (games,). With autoreset "same_step" a game that ended shows its next episode;
    `final_rows` (m,) says which, and `final_observation` (m, ...), `final_score` and `final_status` (m,) hold the old one's end.
    "next_step" begins it in the next step, whose actions there do not count; "none" wants a reset.

    reset(seed=s) plays episode s + i in game i; a game's later episodes follow from its first.
    """

    def __init__(
        self, options: OpenOptions, views: Sequence[str], form: str, target: str | Backend | None, token: str | None, threads: int
    ) -> None:  # fmt: skip
        self._owns_backend = target is None or isinstance(target, str)
        self._backend = load_backend(target, token=token, threads=threads)
        try:
            self.session = self._backend.open(options)
            self.groups = groups_of(self.session.opened, views, form)
        except BaseException:
            self._backend.close() if self._owns_backend else None
            raise
        self.games, self.seats = options.slots, self.session.opened.seats
        self.agents = self.session.opened.agents
        self.single_observation_spaces = {group.name: group.observation_space for group in self.groups}
        self.single_action_spaces = {group.name: group.action_space for group in self.groups}
        self.single_observation_space = self.groups[0].observation_space
        self.single_action_space = self.groups[0].action_space
        self._everyone = np.arange(self.games)

    def reset(self, *, seed: int | None = None) -> tuple[Any, Told]:
        """Starts episodes `seed` + i, or the next of each game's row."""
        if seed is not None and not 0 <= seed <= 2**64 - self.games:
            raise OptionError("seed", seed, f"0 to 2^64 - {self.games}")
        seeds = None if seed is None else np.array([seed + i for i in range(self.games)], np.uint64)
        told = self.session.reset(self._everyone, seeds)
        return self._seen(told.views), self._infos(told)

    def step(
        self, actions: Any, messages: Sequence[str] | None = None
    ) -> tuple[Any, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], Told]:  # fmt: skip
        """Plays one decision of every game. `messages`: what each seat of each game says to its allies, game by game."""
        told = self.session.step(self._everyone, self._packed(actions), messages=messages)
        return self._seen(told.views), told.rewards, told.terminated, told.truncated, self._infos(told)

    def close(self) -> None:
        """Lets the games go."""
        self.session.close()
        if self._owns_backend:
            self._backend.close()

    def _packed(self, actions: Any) -> NDArray[Any]:
        array = np.asarray(actions)
        if array.ndim < 2 or array.shape[:2] != (self.games, self.seats):
            raise OptionError(
                "actions", f"{array.dtype.name} of shape {array.shape}", f"one of each seat: ({self.games}, {self.seats}, ...)"
            )
        parts = []
        for group in self.groups:
            theirs, agents = array[:, group.first : group.first + group.seats], self.games * group.seats
            rows = pack_actions(group.form, theirs.reshape(agents, *array.shape[2:]), agents)
            parts.append(rows.reshape(self.games, group.seats, *rows.shape[1:]))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def _by_group(self, parts: dict[str, Any]) -> Any:
        return parts if len(parts) > 1 else parts[self.groups[0].name]

    def _seen(self, views: Views) -> Any:
        return self._by_group({group.name: group.seen(views) for group in self.groups})

    def _infos(self, told: Outcome) -> Told:
        infos: Told = {
            "code": told.codes, "no_effect": told.no_effect, "score": told.scores, "status": told.status, "step": told.steps,
            "tick": told.ticks, "seed": told.seeds, "was_reset": told.was_reset,
        }  # fmt: skip
        masks = {group.name: group.masks(told.views) for group in self.groups}
        if all(mask is not None for mask in masks.values()):
            infos["action_mask"] = self._by_group(masks)
        if len(told.final_rows):
            infos |= {"final_rows": told.final_rows, "final_observation": self._seen(told.final)}
            infos |= {"final_score": told.scores[told.final_rows], "final_status": told.status[told.final_rows]}
        return infos
