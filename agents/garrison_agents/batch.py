"""One agent plays many episodes of one level side by side in one session."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from garrison import Description, OpenOptions, Outcome
from garrison.backend import Backend, SessionHandle
from garrison_agents.agent import Agent, make_agent
from garrison_agents.score import normalised
from garrison_agents.trace import STATUSES, Trace

_WAVE, _GOLD, _TOTAL, _LIFE = 23, 25, 12, 11  # columns of the structured view
LEASE_S = 120.0
TICKS_PER_S = 50  # of the game's time


@dataclass(frozen=True)
class Job:
    """Which episodes to play: one agent, one level, several seeds."""

    agent: str
    level: str
    seeds: tuple[int, ...]
    document: bytes | None = None  # the level file itself, when the server does not know the level by name
    witness: float = 0.0  # best known score of the level
    max_steps: int = 0  # stop an episode after so many; 0: at its end
    record: bool = False
    ticks_per_step: int = 16
    session_id: str = ""  # where watchers find it; "": nobody may watch
    speed: float = 0.0  # seconds of play in a second, at most; 0: as fast as it goes


@dataclass
class _Seat:
    """One episode as it is played."""

    agent: Agent
    seed: int
    valid: int = 0
    no_effect: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    def count(self, code: int, no_effect: bool) -> None:
        self.valid += code == 0
        self.no_effect += no_effect
        if code:
            self.codes[str(code)] = self.codes.get(str(code), 0) + 1


Finished = tuple[Trace, bytes | None]  # a trace and, when recording, its replay


def play(backend: Backend, job: Job, target: str, stopped: Callable[[], bool] = lambda: False) -> Iterator[Finished | int]:
    """Play a job; yields each finished episode, and between them the number of steps just taken.

    Ends early, without the unfinished episodes, when `stopped()` turns true.
    """
    description = backend.describe(job.level, level_document=job.document)
    seats = [_Seat(make_agent(job.agent), seed) for seed in job.seeds]
    first = seats[0].agent
    session = backend.open(
        OpenOptions(
            levels=() if job.document else (job.level,),
            level_documents=(job.document,) if job.document else (),
            slots=len(seats),
            views=tuple(dict.fromkeys((*first.views, "structured"))),
            action_space=first.action_space,
            ticks_per_step=job.ticks_per_step,
            lease_s=LEASE_S,
            record=job.record,
            session_id=job.session_id,
            watchable=bool(job.session_id),
        )
    )
    try:
        yield from _Play(session, job, description, target, seats).run(stopped)
    finally:
        session.close()


class _Play:
    """The loop over all live slots of one session."""

    def __init__(self, session: SessionHandle, job: Job, description: Description, target: str, seats: list[_Seat]) -> None:
        self.session, self.job, self.description, self.target, self.seats = session, job, description, target, seats
        self.began = time.perf_counter()
        self.steps = 0

    def run(self, stopped: Callable[[], bool]) -> Iterator[Finished | int]:
        for seat in self.seats:
            seat.agent.reset(self.description, seat.seed)
        slots = np.arange(len(self.seats), dtype=np.int32)
        outcome = self.session.reset(slots, np.array(self.job.seeds, np.uint64))
        while len(slots) and not stopped():
            outcome = self.session.step(slots, self._actions(slots, outcome.views))
            self.steps += len(slots)
            for row, slot in enumerate(slots):
                self.seats[slot].count(int(outcome.codes[row]), bool(outcome.no_effect[row]))
            self._keep_pace(int(outcome.ticks.max()))
            over = outcome.terminated | outcome.truncated
            if self.job.max_steps:
                over = over | (outcome.steps >= self.job.max_steps)
            yield len(slots)
            if over.any():
                yield from self._finish(outcome, np.flatnonzero(over))
                outcome.views = {name: _kept(view, ~over) for name, view in outcome.views.items()}
                slots = slots[~over]

    def _keep_pace(self, ticks: int) -> None:
        """Waits until so much of the game may have been played."""
        if self.job.speed:
            time.sleep(max(0.0, self.began + ticks / TICKS_PER_S / self.job.speed - time.perf_counter()))

    def _actions(self, slots: np.ndarray[Any, Any], views: dict[str, Any]) -> np.ndarray[Any, Any]:
        acts = [self.seats[slot].agent.act({name: view[row] for name, view in views.items()}) for row, slot in enumerate(slots)]
        return np.array(acts, np.float64 if self.seats[0].agent.action_space == "native" else np.int64)

    def _finish(self, outcome: Outcome, rows: np.ndarray[Any, Any]) -> Iterator[Finished]:
        wall_s = (time.perf_counter() - self.began) / max(self.steps, 1)
        for row in rows:
            slot = int(outcome.slots[row])
            replay = self.session.export_replay(slot) if self.job.record else None
            yield self._trace(outcome, int(row), self.seats[slot], wall_s * int(outcome.steps[row])), replay

    def _trace(self, outcome: Outcome, row: int, seat: _Seat, wall_s: float) -> Trace:
        view = outcome.views["structured"][row]
        score, steps = float(outcome.scores[row]), int(outcome.steps[row])
        return Trace(
            agent=self.job.agent,
            level=self.session.opened.levels[0],
            level_hash=self.session.opened.level_hashes[0],
            seed=seat.seed,
            engine_version=self.session.opened.engine_version,
            score=score,
            normalised=normalised(score, int(view[_LIFE]), self.job.witness),
            status=STATUSES[int(outcome.status[row])],
            waves=int(view[_WAVE]),
            waves_total=int(view[_TOTAL]),
            leaks=round(-score),
            steps=steps,
            ticks=int(outcome.ticks[row]),
            valid_rate=seat.valid / max(steps, 1),
            no_effect=seat.no_effect,
            codes=dict(sorted(seat.codes.items(), key=lambda item: int(item[0]))),
            gold_left=float(view[_GOLD]),
            state_hash=f"{int(outcome.hashes[row]):016x}",
            wall_s=wall_s,
            target=self.target,
        )


def _kept(view: Any, keep: np.ndarray[Any, Any]) -> Any:
    """The rows of a view (array or list of strings) that go on."""
    return [text for text, stays in zip(view, keep, strict=True) if stays] if isinstance(view, list) else view[keep]
