"""The search for a witness: the expert on many seeds, then a beam over copies of running episodes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from garrison import Description, OpenOptions, Outcome
from garrison.backend import Backend, SessionHandle, load_backend
from garrison_agents.options import plain_errors
from garrison_agents.scripted.facts import Facts, facts_of
from garrison_agents.scripted.orders import EMPTY
from garrison_agents.scripted.scene import scene_of
from garrison_agents.witness.files import BENCHMARK, witness_path
from garrison_agents.witness.whims import WHIM, Whimsical

SEGMENT: Final = 40  # steps between two choices of the beam
ROUNDS: Final = 6  # beams started, from the most promising seeds in turn
WON: Final = 1


@dataclass(frozen=True)
class Found:
    """A won episode: its score, and the replay that the server exported."""

    score: float
    seed: int
    replay: bytes


class _Moment(NamedTuple):
    """The running slots, and what each sees."""

    slots: NDArray[np.int64]  # (n,)
    views: NDArray[np.float32]  # (n, 759)


def _moment(outcome: Outcome) -> _Moment:
    live = ~(outcome.terminated | outcome.truncated)
    return _Moment(outcome.slots[live].astype(np.int64), outcome.views["structured"][live])


def search_level(level: str, seeds: int, beam: int, width: int, folder: Path | None) -> None:
    """The whole command: search, write the witness, say what it scored. Exit code 1 when nothing wins."""
    with plain_errors():
        if level not in BENCHMARK and folder is None:
            raise typer.BadParameter(
                f"{level} is no benchmark level ({', '.join(BENCHMARK)}); name a folder with --dir to search it all the same"
            )
        backend = load_backend("local")
        try:
            with Progress(console=Console(stderr=True)) as progress:
                found = Search(backend, level, beam, width, progress).best(seeds)
        finally:
            backend.close()
        if found is None:
            typer.echo(f"{level}: no winning play found; try more --seeds or a greater --width", err=True)
            raise typer.Exit(1)
        path = witness_path(level, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found.replay)
    typer.echo(f"{level}: score {found.score:.0f} with seed {found.seed}, kept in {path}")


class Search:
    """One level's search on one backend that plays in this process."""

    def __init__(self, backend: Backend, level: str, beam: int, width: int, progress: Progress) -> None:
        self.backend, self.level, self.beam, self.width, self.progress = backend, level, beam, max(width, 2), progress
        self.description: Description = backend.describe(level)
        self.facts: Facts = facts_of(self.description)
        self.rng = np.random.default_rng(0)

    def best(self, seeds: int) -> Found | None:
        """The best play found; stops at a faultless one."""
        found, promising = self._try_seeds(seeds)
        for seed in promising[:ROUNDS]:
            if found is not None and found.score == 0:
                break
            better = self._beam(seed)
            if better is not None and (found is None or better.score > found.score):
                found = better
        return found

    def _open(self) -> SessionHandle:
        return self.backend.open(OpenOptions(levels=(self.level,), slots=self.width, views=("structured",), record=True))

    def _agents(self, seeds: NDArray[Any], whim: float) -> list[Whimsical]:
        agents = [Whimsical(whim) for _ in seeds]
        for agent, seed in zip(agents, seeds, strict=True):
            agent.reset(self.description, int(seed))
        return agents

    def _try_seeds(self, seeds: int) -> tuple[Found | None, list[int]]:
        """The expert itself, `width` seeds at a time; the best play, and all seeds, the best first."""
        task = self.progress.add_task(f"{self.level}: expert on {seeds} seeds", total=seeds)
        found, scores = None, {}
        for first in range(0, seeds, self.width):
            numbers = np.arange(first, min(first + self.width, seeds), dtype=np.uint64)
            session = self._open()
            slots = np.arange(len(numbers))
            agents = dict(zip(slots.tolist(), self._agents(numbers, 0.0), strict=True))
            for outcome in self._played(session, _moment(session.reset(slots, numbers)), agents, 1 << 30):
                for row in np.flatnonzero(outcome.terminated | outcome.truncated):
                    scores[int(numbers[outcome.slots[row]])] = float(outcome.scores[row])
                    found = self._better(found, session, outcome, int(row), int(numbers[outcome.slots[row]]))
                    self.progress.advance(task)
            session.close()
            if found is not None and found.score == 0:
                self.progress.update(task, completed=seeds)
                break
        return found, sorted(scores, key=lambda seed: -scores[seed])

    def _beam(self, seed: int) -> Found | None:
        """Copies of one episode: play a segment, keep the best few, copy those, until all have ended."""
        task = self.progress.add_task(f"{self.level}: beam from seed {seed}", total=None)
        session, found = self._open(), None
        slots = np.arange(self.width)
        agents = dict(enumerate(self._agents(slots, WHIM)))
        moment = _moment(session.reset(slots, np.full(self.width, seed, np.uint64)))
        while True:
            for outcome in self._played(session, moment, agents, SEGMENT):
                for row in np.flatnonzero(outcome.terminated | outcome.truncated):
                    found = self._better(found, session, outcome, int(row), seed)
            best = found.score if found is not None else -np.inf
            live = ~(outcome.terminated | outcome.truncated) & (outcome.scores > best)  # what cannot become better is given up
            if not live.any():
                break
            moment = self._copied(session, outcome, np.flatnonzero(live), agents)
            self.progress.update(task, advance=1, description=f"{self.level}: beam from seed {seed}, score {outcome.scores.max():.0f}")
        session.close()
        self.progress.remove_task(task)
        return found

    def _played(self, session: SessionHandle, moment: _Moment, agents: dict[int, Whimsical], steps: int) -> Iterator[Outcome]:
        """Play slots on for some steps; those that end drop out after they were shown once."""
        for _ in range(steps):
            if not len(moment.slots):
                return
            acts = [agents[int(slot)].act({"structured": view}) for slot, view in zip(moment.slots, moment.views, strict=True)]
            outcome = session.step(moment.slots, np.array(acts, np.float64))
            yield outcome
            moment = _moment(outcome)

    def _copied(self, session: SessionHandle, outcome: Outcome, rows: NDArray[Any], agents: dict[int, Whimsical]) -> _Moment:
        """Copy the best few rows over all slots; the first copy of each plays on without whims."""
        order = sorted(rows.tolist(), key=lambda row: -self._promise(outcome, row))[: self.beam]
        parents = [int(outcome.slots[row]) for row in order]
        others = [slot for slot in range(self.width) if slot not in parents]
        views = np.empty((self.width, *outcome.views["structured"].shape[1:]), np.float32)
        for index, (row, parent) in enumerate(zip(order, parents, strict=True)):
            children = others[index :: len(parents)]
            for number, child in enumerate(children):
                whim = 0.0 if number == 0 else WHIM * float(self.rng.choice([0.3, 1.0, 2.5]))
                agents[child] = agents[parent].copy(int(self.rng.integers(1 << 62)), whim)
            if children:
                session.fork(parent, children)
            agents[parent] = agents[parent].copy(int(self.rng.integers(1 << 62)), WHIM)
            views[[parent, *children]] = outcome.views["structured"][row]
        return _Moment(np.arange(self.width), views)

    def _promise(self, outcome: Outcome, row: int) -> float:
        """How good a running episode looks: lives, then enemies still far and hurt, then what was earned."""
        scene = scene_of(outcome.views["structured"][row], self.facts.roads)
        spent = sum(self.facts.towers[p.kind].cost(p.level) for p in scene.points if p.kind != EMPTY)
        threat = sum(foe.health / (1.0 + foe.left) for foe in scene.foes)
        return 1000.0 * float(outcome.scores[row]) + 0.3 * (scene.gold + spent) - 0.1 * threat

    def _better(self, found: Found | None, session: SessionHandle, outcome: Outcome, row: int, seed: int) -> Found | None:
        """The better of what was found and a row that has ended, if that is won."""
        score = float(outcome.scores[row])
        if int(outcome.status[row]) != WON or (found is not None and found.score >= score):
            return found
        return Found(score, seed, session.export_replay(int(outcome.slots[row])))
