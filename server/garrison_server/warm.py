"""Warming: kernels are compiled, or loaded from the cache, before a game needs them."""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core import event
from numpy.typing import NDArray

from garrison_proto.modes import AllianceRules, Rules, SiegeRules
from garrison_proto.records import OpenOptions
from garrison_server.commons import batch as commons
from garrison_server.commons.graph import graph_of
from garrison_server.commons.rules import payoffs_of
from garrison_server.observe.seat_views import described
from garrison_server.plan import plan_of
from garrison_server.session import Session

ACTIONS = {"native": np.array([[0.0, 0.0, 6.0]]), "sites": np.array([126]), "grid:2": np.array([6])}


def warm(say: Callable[[str], None] | None = None, *, several: bool = True) -> float:
    """Plays a few steps with every view and action space; seconds taken. `say` hears of a compile that takes long.

    several: in the modes of several seats too. Without, the first game of each such mode waits for its compiler, once after an
    installation, some 25 s on a quiet machine.
    """
    began = time.monotonic()
    listener = tell_compiles(say)
    try:
        for space, actions in ACTIONS.items():
            _play(space, actions)
        if several:
            _play_together()
    finally:
        event.unregister("numba:compile", listener)  # type: ignore[no-untyped-call]
    listener.finish()
    return time.monotonic() - began


def tell_compiles(say: Callable[[str], None] | None = None) -> "_Compiles":
    """From now on `say` (else stderr) hears of kernels that are compiled, which the first game of a mode waits for."""
    listener = _Compiles(say or _to_stderr)
    event.register("numba:compile", listener)  # type: ignore[no-untyped-call]
    return listener


def _play_together() -> None:
    """A short game of every other mode."""
    for space, actions in ACTIONS.items():
        _play(space, np.stack([actions] * 2, axis=1), mode="alliance", rules=AllianceRules(seats=2))
        _play(space, np.stack([actions] * 3, axis=1), mode="siege", rules=SiegeRules(AllianceRules(seats=2)))
    _keep_lanes()


def _play(space: str, actions: NDArray[Any], mode: str = "defense", rules: Rules | None = None) -> None:
    """A short game; all numbers of seats but one share their kernels."""
    views = tuple(name for name in described(rules) if not name.startswith("pixels"))
    session = Session(
        plan_of(OpenOptions(("garrison-1",), mode=mode, rules=rules, views=(*views, "pixels:16"), action_space=space, slots=1), 1)
    )
    session.reset([0], [1])
    session.step([0], actions)
    session.restore([0], session.snapshot([0]))


def _keep_lanes() -> None:
    """A short game of the commons."""
    games, one = commons.Batch(payoffs_of(), graph_of("ring", 3), 1), np.zeros(1, np.int64)
    games.reset(one, one)
    games.step(one, np.zeros((1, 3), np.int64))
    games.observe(one)
    games.hashes(one)
    games.restore(0, games.snapshot(0))


class _Compiles(event.Listener):
    """Counts compiled kernels, and tells every few seconds how many there were."""

    PAUSE_S = 5.0

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._began, self._told, self.compiled = say, 0.0, 0.0, 0

    def on_start(self, happened: event.Event) -> None:
        if not self._began:
            self._began = self._told = time.monotonic()
            self._say("garrison: compiling the simulator's kernels; this happens once after an installation and takes a minute or three")

    def on_end(self, happened: event.Event) -> None:
        self.compiled += 1
        now = time.monotonic()
        if now - self._told >= self.PAUSE_S:
            self._told = now
            self._say(f"garrison: {self.compiled} kernels compiled after {now - self._began:.0f} s")

    def finish(self) -> None:
        if self.compiled:
            self._say(
                f"garrison: all {self.compiled} kernels compiled in {time.monotonic() - self._began:.0f} s; later starts take a second"
            )


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
