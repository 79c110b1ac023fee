"""`make_vec("garrison/Defense-v0", ...)`: a batch of episodes as one Gymnasium vector environment, over any backend."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from garrison.errors import OptionError
from garrison.fleet import Fleet, Target
from garrison.level_source import Level, level_sources
from garrison.spaces import action_space as space_of_actions
from garrison.spaces import observation_space, pack_actions, wire_name
from garrison_proto.records import Autoreset, OpenOptions, Outcome, Views

AUTORESETS: dict[AutoresetMode, Autoreset] = {
    AutoresetMode.NEXT_STEP: "next_step", AutoresetMode.SAME_STEP: "same_step", AutoresetMode.DISABLED: "none"
}  # fmt: skip
INFOS = {
    "score": "scores", "tick": "ticks", "step": "steps", "seed": "seeds", "state_hash": "hashes", "status": "status", "code": "codes",
    "no_effect": "no_effect",
}  # fmt: skip


class DefenseVectorEnv(VectorEnv[Any, Any, Any]):
    """`num_envs` episodes stepped in one call; over gRPC, one message a step and server.

    Observations, rewards and flags are as in `garrison.gym_env.DefenseEnv`, with the episodes in front: arrays
    (num_envs, ...), or, of a text view, a tuple of strings. They are the caller's own: no later step changes them.

    infos: arrays (num_envs,) `score`, `tick`, `step`, `seed`, `state_hash`, `status` (0 running, 1 won, 2 lost, 3 cut), `code`,
    `no_effect`, and, where it was asked for, `action_mask` (num_envs, n) int8. Behind `_score` and so on stands which rows
    count, as Gymnasium has it: all, or after a partial reset those that began.
    With AutoresetMode.SAME_STEP a row that ended shows the new episode, and `final_obs` (an object array) and
    `final_info` (`score`, `status`) show the old one's end.

    reset(seed=s) plays episode s + i in row i, reset(seed=[...]) those given; a row's later episodes follow from its first
    (episode k of a row is the same wherever it is played). reset() draws seeds from `np_random`.
    reset(options={"reset_mask": mask}) begins anew in those rows alone.
    reset(options={"levels": [...]}) goes on with other levels, as for domain randomisation.
    """

    def __init__(
        self,
        num_envs: int = 1,
        level: Level | None = None,
        levels: Sequence[Level] | None = None,
        views: Sequence[str] | str = ("structured_norm",),
        action_space: str = "native",
        target: Target | Sequence[Target] = None,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        ticks_per_step: int = 16,
        max_ticks: int = 60_000,
        step_penalty: bool = False,
        action_mask: bool | None = None,
        digits: int = 3,
        lease_s: float = 60.0,
        token: str | None = None,
        threads: int = 1,
        render_mode: str | None = None,
    ) -> None:
        """level or levels: one for all, or several: row i plays levels[i % len(levels)]; see `garrison.level_source.generated_levels`.
        target: as in DefenseEnv; a list of addresses shares the rows out among several servers.
        threads: how many a batch in this process may use. action_mask: None: for "grid" and "sites" only.
        """
        if render_mode is not None:
            raise OptionError("render_mode", repr(render_mode), "None: one episode is drawn by gymnasium.make(..., render_mode=...)")
        if level is not None and levels is not None:
            raise OptionError("level", f"{level!r} beside levels", "one of the two")
        self.num_envs = num_envs
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.metadata = {"autoreset_mode": self.autoreset_mode, "render_modes": []}
        self.view_names = (views,) if isinstance(views, str) else tuple(views)
        if not self.view_names:
            raise OptionError("views", "()", "at least one view")
        self._form = action_space
        self.masked = wire_name(action_space) != "native" if action_mask is None else action_mask
        shown = dict.fromkeys((*self.view_names, *(("mask",) if self.masked else ())))
        self._options: dict[str, Any] = {
            "slots": num_envs, "views": tuple(shown), "action_space": wire_name(action_space), "autoreset": AUTORESETS[self.autoreset_mode],
            "ticks_per_step": ticks_per_step, "max_ticks": max_ticks, "step_penalty": step_penalty, "lease_s": lease_s, "digits": digits,
        }  # fmt: skip
        targets = [target] if target is None or isinstance(target, str) or not isinstance(target, Sequence) else list(target)
        self._fleet = Fleet(self._open_options(levels or (level or "garrison-1",)), targets, token=token, threads=threads)
        opened = self._fleet.opened
        specs = {spec.name: spec for spec in opened.views}
        self.single_observation_space = observation_space([specs[name] for name in self.view_names])
        self.single_action_space = space_of_actions(action_space, opened.action)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._last_mask: NDArray[np.uint8] | None = None
        self._last_views: Views | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The name of the level that each row plays."""
        return self._fleet.opened.levels

    def reset(self, *, seed: int | Sequence[int] | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Starts episodes in all rows, or in those of options["reset_mask"]."""
        options = dict(options or {})
        if unknown := options.keys() - {"reset_mask", "levels"}:
            raise OptionError("options", sorted(unknown), "reset_mask or levels")
        rows = self._rows(options.get("reset_mask"))
        if "levels" in options:
            if len(rows) != self.num_envs:
                raise OptionError("options", "levels with a reset_mask", "new levels for all rows")
            self._fleet.open(self._open_options(options["levels"]))
        outcome = self._fleet.reset(rows, self._seeds(seed)[rows])
        if len(rows) < self.num_envs:
            return self._partly(rows, outcome)
        return self._observation(outcome.views), self._infos(outcome)

    def step(self, actions: Any) -> tuple[Any, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """One decision in every row. With AutoresetMode.DISABLED a finished row must be reset first."""
        outcome = self._fleet.step(pack_actions(self._form, actions, self.num_envs))
        observation = self._observation(outcome.views)
        return observation, _own(outcome.rewards), _own(outcome.terminated), _own(outcome.truncated), self._infos(outcome)

    def action_masks(self) -> NDArray[np.bool_]:
        """What is legal now, bool (num_envs, n)."""
        if self._last_mask is None:
            raise OptionError("action_mask", self.masked, "True (the default of grid and sites), and a reset before the mask is asked for")
        return self._last_mask.view(np.bool_)

    def snapshot(self) -> list[bytes]:
        """Each row's whole episode, generator included. Not the generator of the seeds that a later reset() draws."""
        return self._fleet.snapshot()

    def restore(self, snapshots: Sequence[bytes]) -> tuple[Any, dict[str, Any]]:
        """Continues what `snapshot` took, bit for bit; observation and infos as after its last step."""
        outcome = self._fleet.restore(snapshots)
        return self._observation(outcome.views), self._infos(outcome)

    def close_extras(self, **kwargs: Any) -> None:
        """Frees the slots."""
        if hasattr(self, "_fleet"):
            self._fleet.close()

    def _open_options(self, levels: Sequence[Level]) -> OpenOptions:
        names, documents = level_sources(levels)
        return OpenOptions(levels=names, level_documents=documents, **self._options)

    def _rows(self, mask: Any) -> NDArray[np.int64]:
        if mask is None:
            return np.arange(self.num_envs)
        array = np.asarray(mask)
        if array.dtype != np.bool_ or array.shape != (self.num_envs,) or not array.any():
            came = f"{array.dtype.name} of shape {array.shape} with {np.count_nonzero(array)} rows"
            raise OptionError("options['reset_mask']", came, f"bool of shape ({self.num_envs},), true somewhere")
        return np.flatnonzero(array)

    def _seeds(self, seed: int | Sequence[int] | None) -> NDArray[np.uint64]:
        """Each row's seed, (num_envs,)."""
        if isinstance(seed, int | np.integer):
            super().reset(seed=int(seed))
            seed = [int(seed) + i for i in range(self.num_envs)]
        if seed is None:
            return self.np_random.integers(0, 2**64, self.num_envs, dtype=np.uint64)
        seeds = [int(one) for one in seed]
        if len(seeds) != self.num_envs or not all(0 <= one < 2**64 for one in seeds):
            raise OptionError("seed", f"{len(seeds)} seeds", f"{self.num_envs} of 0 to 2^64 - 1")
        return np.array(seeds, np.uint64)

    def _observation(self, views: Views) -> Any:
        if len(self.view_names) == 1:
            return _own(views[self.view_names[0]])
        return {name: _own(views[name]) for name in self.view_names}

    def _infos(self, outcome: Outcome) -> dict[str, Any]:
        infos: dict[str, Any] = {name: _own(getattr(outcome, column)) for name, column in INFOS.items()}
        self._keep(outcome.views)
        if self._last_mask is not None:
            infos["action_mask"] = self._last_mask.astype(np.int8)
        everyone = np.ones(self.num_envs, np.bool_)
        infos |= {f"_{name}": everyone for name in infos}
        if len(outcome.final_rows):
            self._tell_ends(outcome, infos)
        return infos

    def _tell_ends(self, outcome: Outcome, infos: dict[str, Any]) -> None:
        """Same-step autoreset: the ended episodes' last observations and results."""
        ended = np.zeros(self.num_envs, np.bool_)
        ended[outcome.final_rows] = True
        finals = np.full(self.num_envs, None, object)
        for k, row in enumerate(outcome.final_rows):
            last = {name: outcome.final[name][k] for name in self.view_names}
            finals[row] = last[self.view_names[0]] if len(last) == 1 else last
        results = {"score": infos["score"] * ended, "status": infos["status"] * ended, "_score": ended, "_status": ended}
        infos["score"], infos["status"] = infos["score"] * ~ended, infos["status"] * ~ended
        infos |= {"final_obs": finals, "_final_obs": ended, "final_info": results, "_final_info": ended}

    def _partly(self, rows: NDArray[np.int64], outcome: Outcome) -> tuple[Any, dict[str, Any]]:
        """After a reset of some rows: their new observations among the others' last ones; infos of those rows alone."""
        if self._last_views is None:
            raise OptionError("options['reset_mask']", f"{len(rows)} rows before any reset of all", "a reset of all rows first")
        began = np.zeros(self.num_envs, np.bool_)
        began[rows] = True
        views = {name: _with_rows(self._last_views[name], rows, part) for name, part in outcome.views.items()}
        infos: dict[str, Any] = {}
        for name, column in INFOS.items():
            part = getattr(outcome, column)
            infos[name] = _with_rows(np.zeros(self.num_envs, part.dtype), rows, part)
        self._keep(views)
        if self._last_mask is not None:
            infos["action_mask"] = self._last_mask.astype(np.int8)
        infos |= {f"_{name}": began for name in infos}
        return self._observation(views), infos

    def _keep(self, views: Views) -> None:
        """What a later call shows again: the mask, and, where rows may be reset apart, all views."""
        self._last_mask = views["mask"].copy() if self.masked else None
        if self.autoreset_mode is AutoresetMode.DISABLED:
            self._last_views = {name: list(view) if isinstance(view, list) else view.copy() for name, view in views.items()}


def _with_rows(whole: Any, rows: NDArray[np.int64], part: Any) -> Any:
    """`whole`, with a part's rows in their places."""
    made = list(whole) if isinstance(whole, list) else whole.copy()
    for k, row in enumerate(rows):
        made[row] = part[k]
    return made


def _own(view: Any) -> Any:
    """The caller's own: what came over a wire shares the message's memory and cannot be written to."""
    if isinstance(view, list):
        return tuple(view)
    return view if view.flags.writeable else view.copy()
