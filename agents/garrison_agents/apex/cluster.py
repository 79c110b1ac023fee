"""The crew on Ray: a process for each actor and one for the replay, on this machine or on a cluster."""

import logging
import os
import re
import signal
import socket
from collections import deque
from contextlib import AbstractContextManager
from typing import Any, Final

import ray
from numpy.typing import NDArray
from ray.exceptions import GetTimeoutError, RayActorError, RayError, RayTaskError

from garrison_agents.apex.actor import Actor, Report
from garrison_agents.apex.crew import Blocks, CrewError, make_replay
from garrison_agents.apex.fragment import Array, Batch, Fragment
from garrison_agents.apex.learner import Parameters
from garrison_agents.apex.recipes import ActorRecipe, ReplayRecipe
from garrison_agents.apex.settings import HERE

TRIES: Final = 3  # an actor that is lost so often, and never finished a fragment in between, ends the run
AHEAD: Final = 2  # batches on their way to the learner
# On one machine a process that is late is only slow; Ray would take a machine that was asleep for lost.
PATIENT: Final = {"health_check_period_ms": 10_000, "health_check_timeout_ms": 60_000, "health_check_failure_threshold": 12}
REACH_S: Final = 10.0
REPLAY_S: Final = 120.0  # in which the replay answers, however busy
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class RayCluster(AbstractContextManager["RayCluster"]):
    """A connection to a cluster, or a Ray of this run's own that ends with it; or one that is up in this process already."""

    def __init__(self, address: str, actors: int) -> None:
        """Raises CrewError where there is no cluster."""
        self._ours = address != HERE or not ray.is_initialized()
        if not self._ours:
            return
        before = {number: signal.getsignal(number) for number in SIGNALS}
        own: dict[str, Any] = {}
        if address == HERE:
            own = {"num_cpus": actors + 1, "include_dashboard": False, "_system_config": PATIENT}
        try:
            _reach(address)
            _connect(address, own)
        except (OSError, ValueError, RuntimeError, RayError) as error:
            raise CrewError(f"ray_address: came {address!r}, where no Ray answers: {error}") from error
        finally:
            for number, handler in before.items():  # Ray puts its own in their place
                signal.signal(number, handler)

    def __exit__(self, *_: object) -> None:
        if self._ours:
            ray.shutdown()


def _connect(address: str, own: dict[str, Any]) -> None:
    """Joins the cluster, or starts Ray; a Ray of our own that a busy machine kept from starting in half a minute, once more."""
    for last in (False, True):
        try:
            ray.init(address, namespace=f"garrison-{os.getpid()}", log_to_driver=False, logging_level=logging.ERROR, **own)
            return
        except (OSError, ValueError, RuntimeError, RayError):
            raise
        except Exception as error:  # what Ray raises for it has no class of its own
            ray.shutdown()
            if last:
                raise RuntimeError(f"it did not start on this machine: {error}") from error


def _reach(address: str) -> None:
    """Raises OSError where nothing listens at host:port, for which Ray would wait two minutes."""
    if match := re.fullmatch(r"([^/]+):(\d+)", address):
        socket.create_connection((match[1], int(match[2])), timeout=REACH_S).close()


class ReplayProcess:
    """A replay in a process of its own."""

    def __init__(self, recipe: ReplayRecipe) -> None:
        self.replay = make_replay(recipe)

    def add(self, fragment: Fragment) -> None:
        self.replay.add(fragment)

    def held(self) -> int:
        return len(self.replay)

    def sample(self, n: int) -> Batch | None:
        return self.replay.sample(n)

    def reprioritise(self, places: Array, serials: Array, errors: Array) -> None:
        self.replay.reprioritise(places, serials, errors)

    def counters(self) -> dict[str, Any]:
        return self.replay.counters()

    def block(self, number: int) -> dict[str, Array] | None:
        return self.replay.block(number)

    def restore_block(self, number: int, block: dict[str, Array]) -> None:
        self.replay.restore_block(number, block)

    def restore(self, counters: dict[str, Any]) -> None:
        self.replay.restore(counters)


class ActorProcess:
    """An actor in a process of its own, which sends what it plays straight to the replay."""

    def __init__(self, recipe: ActorRecipe, index: int, life: int, replay: Any) -> None:
        import torch

        torch.set_num_threads(1)
        self.actor, self.replay = Actor(recipe, index, life), replay
        self.version = -1
        self.adding: Any = None

    def play(self, version: int, parameters: Parameters) -> Report:
        """A fragment; the one before is in the replay when this returns."""
        if version != self.version:
            self.actor.set_parameters(parameters)
            self.version = version
        fragment, report = self.actor.play()
        self.settle()
        self.adding = self.replay.add.remote(fragment)
        return report

    def settle(self) -> None:
        """Waits until the replay has everything."""
        if self.adding is not None:
            ray.get(self.adding)
            self.adding = None

    def state(self) -> dict[str, Any]:
        self.settle()
        return self.actor.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.actor.restore(state)

    def process(self) -> int:
        """Its process id."""
        return os.getpid()


REPLAY: Final[Any] = ray.remote(num_cpus=1, max_restarts=0)(ReplayProcess)
ACTOR: Final[Any] = ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(ActorProcess)


class RayCrew:
    """See `garrison_agents.apex.crew.Crew`. Ray must be up. A lost actor is replaced by one that begins new episodes."""

    def __init__(self, actors: ActorRecipe, replay: ReplayRecipe) -> None:
        self.recipe = actors
        self.restarts, self.loss = 0, ""
        self._blocks = max(replay.size // replay.fragment.decisions, 1)
        self._replay = REPLAY.remote(replay)
        self._lives, self._failures = [0] * actors.actors, [0] * actors.actors
        self._actors = [self._hired(index) for index in range(actors.actors)]
        self._playing: dict[Any, int] = {}
        self._batches: deque[Any] = deque()
        self._version = 0
        self._parameters: Any = None

    def _hired(self, index: int) -> Any:
        return ACTOR.remote(self.recipe, index, self._lives[index], self._replay)

    def broadcast(self, parameters: Parameters) -> None:
        self._version += 1
        self._parameters = ray.put(parameters)

    @property
    def playing(self) -> int:
        return len(self._playing)

    def play(self) -> None:
        for index in set(range(len(self._actors))) - set(self._playing.values()):
            self._playing[self._actors[index].play.remote(self._version, self._parameters)] = index

    def reports(self, wait_s: float) -> list[Report]:
        if not self._playing:
            return []
        ray.wait(list(self._playing), num_returns=1, timeout=wait_s)
        done, _ = ray.wait(list(self._playing), num_returns=len(self._playing), timeout=0)
        found = []
        for task in done:
            index = self._playing.pop(task)
            try:
                found.append(ray.get(task))
                self._failures[index] = 0
            except (RayActorError, RayTaskError) as error:
                self._replace(index, error)
        return found

    def _replace(self, index: int, error: Exception) -> None:
        self._failures[index] += 1
        if self._failures[index] >= TRIES:
            raise CrewError(f"actor {index} was lost {TRIES} times in a row: {cause(error)}") from error
        self._reach_replay()
        self.restarts, self.loss = self.restarts + 1, f"actor {index}: {cause(error)}"
        self._lives[index] += 1
        ray.kill(self._actors[index])
        self._actors[index] = self._hired(index)

    def _reach_replay(self) -> None:
        """Raises CrewError where it is gone, as when Ray itself is."""
        try:
            ray.get(self._replay.held.remote(), timeout=REPLAY_S)
        except (RayActorError, GetTimeoutError) as error:
            raise CrewError(f"the replay was lost: {cause(error)}") from error

    def batch(self, n: int) -> Batch | None:
        while len(self._batches) < AHEAD:
            self._batches.append(self._replay.sample.remote(n))
        try:
            found: Batch | None = ray.get(self._batches.popleft())
        except RayActorError as error:
            raise CrewError(f"the replay was lost: {cause(error)}") from error
        return found

    def reprioritise(self, batch: Batch, errors: NDArray[Any]) -> None:
        self._replay.reprioritise.remote(batch.places, batch.serials, errors)

    def actor_states(self) -> list[dict[str, Any] | None]:
        return [self._state(index) for index in range(len(self._actors))]

    def _state(self, index: int) -> dict[str, Any] | None:
        try:
            state: dict[str, Any] = ray.get(self._actors[index].state.remote())
        except (RayActorError, RayTaskError) as error:
            self._replace(index, error)
            return None
        return state

    def restore_actors(self, states: list[dict[str, Any] | None]) -> None:
        for actor, state in zip(self._actors, states, strict=True):
            if state is not None:
                ray.get(actor.restore.remote(state))

    def replay_counters(self) -> dict[str, Any]:
        counters: dict[str, Any] = ray.get(self._replay.counters.remote())
        return counters

    def replay_blocks(self) -> Blocks:
        for number in range(self._blocks):
            block = ray.get(self._replay.block.remote(number))
            if block is not None:
                yield number, block

    def restore_replay(self, counters: dict[str, Any], blocks: Blocks) -> None:
        for number, block in blocks:
            ray.get(self._replay.restore_block.remote(number, block))
        ray.get(self._replay.restore.remote(counters))

    def processes(self) -> list[int]:
        """The actors' process ids."""
        return list(ray.get([actor.process.remote() for actor in self._actors]))

    def close(self) -> None:
        for worker in (*self._actors, self._replay):
            ray.kill(worker)


def cause(error: BaseException) -> str:
    """The innermost reason, in a line."""
    while isinstance(error, RayTaskError) and error.cause is not None:
        error = error.cause
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1].strip() if lines else ''}"
