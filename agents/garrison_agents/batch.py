"""Agents play many episodes of one level side by side in one session: one alone, or one in each seat."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from garrison import OpenOptions, Outcome, Rules
from garrison.backend import Backend, SessionHandle
from garrison_agents.agent import make_agent
from garrison_agents.score import normalised
from garrison_agents.seats import Chair, Seating
from garrison_agents.talk import Talks
from garrison_agents.trace import STATUSES, Trace

_WAVE, _GOLD, _TOTAL, _LIFE = 23, 25, 12, 11  # columns of the structured view
LEASE_S = 120.0
TICKS_PER_S = 50  # of the game's time


@dataclass(frozen=True)
class Job:
    """Which episodes to play: one agent, or one in each seat, one level, several seeds."""

    agent: str  # of several seats, what they are called together
    level: str
    seeds: tuple[int, ...]
    document: bytes | None = None  # the level file itself, when the server does not know the level by name
    witness: float = 0.0  # best known score of the level
    max_steps: int = 0  # stop an episode after so many; 0: at its end
    record: bool = False
    ticks_per_step: int = 16
    session_id: str = ""  # where watchers find it; "": nobody may watch
    speed: float = 0.0  # seconds of play in a second, at most; 0: as fast as it goes
    mode: str = "defense"
    rules: Rules | None = None  # of the mode; None: defense
    seats: tuple[str, ...] = ()  # the agent of each seat, an attacker last; (): `agent` alone

    @property
    def players(self) -> tuple[str, ...]:
        """The agent of each seat."""
        return self.seats or (self.agent,)


@dataclass(frozen=True)
class _Episode:
    """One episode as it is played."""

    chairs: tuple[Chair, ...]
    seed: int


Finished = tuple[Trace, bytes | None]  # a trace and, when recording, its replay


def play(backend: Backend, job: Job, target: str, stopped: Callable[[], bool] = lambda: False) -> Iterator[Finished | int]:
    """Play a job; yields each finished episode, and between them the number of steps just taken.

    Ends early, without the unfinished episodes, when `stopped()` turns true.
    """
    description = backend.describe(job.level, job.mode, level_document=job.document)
    episodes = [_Episode(tuple(Chair(make_agent(name), k) for k, name in enumerate(job.players)), seed) for seed in job.seeds]
    seating = Seating([chair.agent for chair in episodes[0].chairs], description, job.rules)
    session = backend.open(
        OpenOptions(
            levels=() if job.document else (job.level,),
            level_documents=(job.document,) if job.document else (),
            mode=job.mode,
            rules=job.rules,
            slots=len(episodes),
            views=seating.views,
            action_space=seating.action_space,
            ticks_per_step=job.ticks_per_step,
            lease_s=LEASE_S,
            record=job.record,
            session_id=job.session_id,
            watchable=bool(job.session_id),
        )
    )
    try:
        talks = Talks(backend, session, [episode.chairs[0].agent for episode in episodes]) if seating.words else None
        yield from _Play(session, job, seating, target, episodes, talks).run(stopped)
    finally:
        session.close()


class _Play:
    """The loop over all live slots of one session."""

    def __init__(
        self, session: SessionHandle, job: Job, seating: Seating, target: str, episodes: list[_Episode], talks: Talks | None
    ) -> None:  # fmt: skip
        self.session, self.job, self.seating, self.target, self.episodes = session, job, seating, target, episodes
        self.talks = talks
        seating.take(session.opened)
        self.began = time.perf_counter()
        self.steps = 0

    def run(self, stopped: Callable[[], bool]) -> Iterator[Finished | int]:
        for episode in self.episodes:
            self.seating.reset(episode.chairs, episode.seed)
        slots = np.arange(len(self.episodes), dtype=np.int32)
        outcome = self.session.reset(slots, np.array(self.job.seeds, np.uint64))
        if self.talks is not None:
            self.talks.begin()
        while len(slots) and not stopped():
            outcome = self._step(slots, outcome.views)
            self.steps += len(slots)
            self._count(slots, outcome)
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

    def _step(self, slots: np.ndarray[Any, Any], views: dict[str, Any]) -> Outcome:
        if self.talks is not None:
            return self.talks.step(slots.tolist(), views)
        return self.session.step(slots, self._actions(slots, views))

    def _actions(self, slots: np.ndarray[Any, Any], views: dict[str, Any]) -> np.ndarray[Any, Any]:
        action = self.seating.action
        return self.seating.packed([[action(chair, row, views) for chair in self.episodes[slot].chairs] for row, slot in enumerate(slots)])

    def _count(self, slots: np.ndarray[Any, Any], outcome: Outcome) -> None:
        codes, no_effect = outcome.codes.reshape(len(slots), -1), outcome.no_effect.reshape(len(slots), -1)
        for row, slot in enumerate(slots):
            for chair in self.episodes[slot].chairs:
                chair.count(int(codes[row, chair.seat]), bool(no_effect[row, chair.seat]))

    def _finish(self, outcome: Outcome, rows: np.ndarray[Any, Any]) -> Iterator[Finished]:
        wall_s = (time.perf_counter() - self.began) / max(self.steps, 1)
        for row in rows:
            slot = int(outcome.slots[row])
            replay = self.session.export_replay(slot) if self.job.record else None
            yield self._trace(outcome, int(row), self.episodes[slot], wall_s * int(outcome.steps[row])), replay

    def _trace(self, outcome: Outcome, row: int, episode: _Episode, wall_s: float) -> Trace:
        views = outcome.views["structured"][row].reshape(-1, outcome.views["structured"].shape[-1])  # of each who defends
        view, chairs = views[0], episode.chairs
        codes = sum((Counter(chair.codes) for chair in chairs), Counter())
        score, steps = float(outcome.scores[row]), int(outcome.steps[row])
        return Trace(
            agent=self.job.agent,
            level=self.session.opened.levels[0],
            level_hash=self.session.opened.level_hashes[0],
            seed=episode.seed,
            engine_version=self.session.opened.engine_version,
            score=score,
            normalised=normalised(score, int(view[_LIFE]), self.job.witness),
            status=STATUSES[int(outcome.status[row])],
            waves=int(view[_WAVE]),
            waves_total=int(view[_TOTAL]),
            leaks=round(-score),
            steps=steps,
            ticks=int(outcome.ticks[row]),
            valid_rate=sum(chair.valid for chair in chairs) / max(steps * len(chairs), 1),
            no_effect=sum(chair.no_effect for chair in chairs),
            codes={str(code): codes[code] for code in sorted(codes)},
            gold_left=float(views[:, _GOLD].sum()),
            state_hash=f"{int(outcome.hashes[row]):016x}",
            wall_s=wall_s,
            target=self.target,
            mode=self.job.mode,
            seats=self.job.seats,
            seat_valid=tuple(chair.valid / max(steps, 1) for chair in chairs) if self.job.seats else (),
        )


def _kept(view: Any, keep: np.ndarray[Any, Any]) -> Any:
    """The rows of a view (array or list of strings, one or several a row) that go on."""
    if not isinstance(view, list):
        return view[keep]
    each = len(view) // len(keep)
    return [text for i, text in enumerate(view) if keep[i // each]]
