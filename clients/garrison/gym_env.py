"""`garrison/Defense-v0`: one episode at a time of one level, as a Gymnasium environment over any backend."""

import os
from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend, SessionHandle, load_backend
from garrison.errors import ClosedError, OptionError
from garrison.level_source import level_source
from garrison.rendering import MODES, TICKS_PER_S, rendering_of
from garrison.spaces import action_space as space_of_actions
from garrison.spaces import observation_space, pack_action, wire_name
from garrison_proto.records import Description, OpenOptions, Outcome

STATUS = ("running", "won", "lost", "cut")
SLOT = (0,)


class DefenseEnv(gymnasium.Env[Any, Any]):
    """Defends one level's base.

    Observation: the one view's array or text, or a dict by view name. Action: see `garrison.spaces.action_space`.
    Reward: -1 for each enemy that reaches the base, and -0.0005 a step with `step_penalty`. `terminated`: won or lost;
    `truncated`: `max_ticks` (0.02 s each) are over.

    info, after reset and step: `score` (sum of the leaks, in [-life, 0]), `tick`, `step`, `seed` and `state_hash` (uint64), `status`
    ("running", "won", "lost", "cut"), `code` and `code_text` (why the last action was refused; 0: it was not),
    `no_effect` (accepted, yet like a no-op), and, where it was asked for, `action_mask` (int8, 1: legal; as
    `action_space.sample` takes it).

    reset(seed=s) plays episode s and seeds `np_random`; reset() draws the next episode's seed from there.
    """

    metadata = {"render_modes": list(MODES), "render_fps": TICKS_PER_S / 16}  # noqa: RUF012 - Gymnasium's own convention

    def __init__(
        self,
        level: str | os.PathLike[str] = "garrison-1",
        views: Sequence[str] | str = ("structured_norm",),
        action_space: str = "native",
        target: str | Backend | None = None,
        *,
        ticks_per_step: int = 16,
        max_ticks: int = 60_000,
        step_penalty: bool = False,
        action_mask: bool | None = None,
        digits: int = 3,
        record: bool = False,
        lease_s: float = 60.0,
        token: str | None = None,
        render_mode: str | None = None,
        render_size: int = 512,
    ) -> None:
        """level: a level of the server, `generated:SEED:DIFFICULTY`, or the path of a level file, which is sent along.
        views: the observation. action_space: "native", "native:tuple", "grid:SPLIT" or "sites".
        target: None or "local" plays in this process, "host:port" or "unix:PATH" on a server, a Backend as it is.
        action_mask: puts the mask into info; None: for "grid" and "sites" only.
        render_mode: "human" shows every reset and step in a window, at the game's own pace; "rgb_array": render() gives a
        frame, uint8 (render_size, render_size, 3); "ansi": the state in words.
        lease_s: how long the server keeps the episode after the last sign of life of this process.

        Raises OptionError for an option that is wrong on its face, and the server's words for all others.
        """
        self.view_names = (views,) if isinstance(views, str) else tuple(views)
        if not self.view_names:
            raise OptionError("views", "()", "at least one view")
        self.render_mode = render_mode
        self._rendering = rendering_of(render_mode, render_size, ticks_per_step)
        self.metadata = {**self.metadata, "render_fps": TICKS_PER_S / max(ticks_per_step, 1)}  # the game's own pace
        self._action_form = action_space
        self._mask = wire_name(action_space) != "native" if action_mask is None else action_mask
        extra = (*(("mask",) if self._mask else ()), *self._rendering.views)
        named, documents = level_source(level)
        self._options = OpenOptions(
            levels=named,
            level_documents=documents,
            views=tuple(dict.fromkeys((*self.view_names, *extra))),
            action_space=wire_name(action_space),
            ticks_per_step=ticks_per_step,
            max_ticks=max_ticks,
            step_penalty=step_penalty,
            lease_s=lease_s,
            record=record,
            digits=digits,
        )
        self._owns_backend = target is None or isinstance(target, str)
        self._backend = load_backend(target, token=token)
        self._closed = False
        self._session: SessionHandle | None = None
        self._pid = os.getpid()
        try:
            self._start(wire_name(action_space))
        except BaseException:
            self.close()
            raise

    def _start(self, space: str) -> None:
        """Opens the session, which tells the spaces."""
        session = self._open()
        self._description = self._describe()
        specs = {spec.name: spec for spec in session.opened.views}
        self.observation_space = observation_space([specs[name] for name in self.view_names])
        self.action_space = space_of_actions(self._action_form, session.opened.action)
        self._last_mask: NDArray[np.uint8] | None = None

    def _describe(self) -> Description:
        named, documents = self._options.levels, self._options.level_documents
        return self._backend.describe(named[0] if named else "", level_document=documents[0] if documents else None)

    def _open(self) -> SessionHandle:
        if self._closed:
            raise ClosedError("the environment was closed; make a new one")
        if self._session is None or self._pid != os.getpid():  # a forked child plays episodes of its own
            self._session = self._backend.open(self._options)
            self._pid = os.getpid()
        return self._session

    @property
    def session(self) -> SessionHandle:
        """The session under the environment, for what Gymnasium has no word for; it has the one slot 0."""
        return self._open()

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Starts episode `seed` (0 to 2^64 - 1), or the next one of `np_random`. `options` is not used."""
        super().reset(seed=seed)
        if seed is None:
            seed = int(self.np_random.integers(0, 2**64, dtype=np.uint64))
        elif not 0 <= seed < 2**64:
            raise OptionError("seed", seed, "0 to 2^64 - 1")
        return self._told(self._open().reset(SLOT, np.array([seed], np.uint64)))

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Applies one action, then plays `ticks_per_step` ticks."""
        outcome = self._open().step(SLOT, pack_action(self._action_form, action))
        observation, info = self._told(outcome)
        return observation, float(outcome.rewards[0]), bool(outcome.terminated[0]), bool(outcome.truncated[0]), info

    def action_masks(self) -> NDArray[np.bool_]:
        """What is legal now, bool (n,); the form that sb3-contrib's maskable algorithms read."""
        if self._last_mask is None:
            raise OptionError("action_mask", self._mask, "True (the default of grid and sites), and a reset before the mask is asked for")
        return self._last_mask.astype(np.bool_)

    def render(self) -> Any:
        """The present state: a frame (render_mode "rgb_array") or words ("ansi"); None before the first reset, and for "human"."""
        return self._rendering.render()

    def snapshot(self) -> bytes:
        """The whole episode, generator included."""
        return self._open().snapshot(SLOT)[0]

    def restore(self, blob: bytes) -> tuple[Any, dict[str, Any]]:
        """Continues a snapshotted episode bit for bit; observation and info as after its last step."""
        return self._told(self._open().restore(SLOT, [blob]))

    def export_replay(self) -> bytes:
        """The episode's replay file; needs record=True."""
        return self._open().export_replay(0)

    def close(self) -> None:
        """Frees the server's slot; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._rendering.close()
        if self._session is not None and self._pid == os.getpid():
            self._session.close()
        if self._owns_backend:
            self._backend.close()

    def _told(self, outcome: Outcome) -> tuple[Any, dict[str, Any]]:
        """An outcome as observation and info; it is shown as well."""
        self._rendering.take(outcome, self._description)
        return self._observation(outcome), self._info(outcome)

    def _observation(self, outcome: Outcome) -> Any:
        if len(self.view_names) == 1:
            return _own(outcome.views[self.view_names[0]][0])
        return {name: _own(outcome.views[name][0]) for name in self.view_names}

    def _info(self, outcome: Outcome) -> dict[str, Any]:
        code = int(outcome.codes[0])
        info: dict[str, Any] = {
            "score": float(outcome.scores[0]),
            "tick": int(outcome.ticks[0]),
            "step": int(outcome.steps[0]),
            "seed": np.uint64(outcome.seeds[0]),
            "state_hash": np.uint64(outcome.hashes[0]),
            "status": STATUS[int(outcome.status[0])],
            "code": code,
            "code_text": self._description.error_texts[code],
            "no_effect": bool(outcome.no_effect[0]),
        }
        if self._mask:
            self._last_mask = outcome.views["mask"][0]
            info["action_mask"] = self._last_mask.astype(np.int8)
        return info


def _own(view: Any) -> Any:
    """The caller's own copy: a row of an answer shares its memory, and may be read-only."""
    return view if isinstance(view, str) else view.copy()
