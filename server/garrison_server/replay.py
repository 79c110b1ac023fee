"""Replays: one episode as a file that anybody can play again, and the check that it comes out the same.

What such a file looks like stands in `garrison_proto.replay_file`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from garrison_levels.level import level_text
from garrison_proto import replay_file
from garrison_proto.replay_file import STATUS_NAMES, Replay, pack_replay, unpack_replay
from garrison_proto.replay_schema import ReplayFileError
from garrison_server.batch import Batch
from garrison_server.board import B_LIFE
from garrison_server.refusal import ReplayError
from garrison_server.rules import ENGINE_VERSION
from garrison_server.scenario import Scenario, named_scenario, sent_scenario
from garrison_server.session import Session
from garrison_server.state import C_LIFE, C_STATUS, C_TICK, RUNNING


@dataclass(frozen=True)
class Verdict:
    """What came of playing a replay again."""

    matches: bool
    steps: int  # compared
    first_difference: int | None  # counted from 0, the state after the reset
    expected_hash: int
    actual_hash: int
    explanation: str
    score: float
    status: int


def replay_of(session: Session, slot: int) -> Replay:
    """The replay of a slot's running or last episode. Raises NotRecordedError, SlotError."""
    recording = session.recording(slot)
    scenario = session.plan.scenarios[session.plan.level_of[slot]]
    actions = np.array(recording.actions, np.float64).reshape(-1, 3)
    return Replay(
        level=scenario.level.name, level_hash=scenario.hash,
        level_document=None if scenario.served else level_text(scenario.level),
        mode=session.options.mode, engine_version=ENGINE_VERSION, seed=recording.seed,
        ticks_per_step=session.options.ticks_per_step, max_ticks=session.options.max_ticks,
        actions=np.where(np.isfinite(actions), actions, np.nan), hashes=np.array(recording.hashes, np.uint64),
        score=recording.score, status=recording.status, ticks=recording.ticks,
    )  # fmt: skip


def write_replay(replay: Replay, path: str | Path) -> None:
    """Writes a replay file; raises OSError as `open` does."""
    Path(path).write_bytes(pack_replay(replay))


def read_replay(data: bytes, source: str = "replay") -> Replay:
    """The replay in a file's bytes. Raises ReplayError, which names the field, what came and what was wanted."""
    with _refusing():
        return unpack_replay(data, source)


def load_replay(path: str | Path) -> Replay:
    """The replay in a file. Raises ReplayError, also when the file cannot be read."""
    with _refusing():
        return replay_file.load_replay(path)


@contextmanager
def _refusing() -> Iterator[None]:
    """A faulty file is a refused request."""
    try:
        yield
    except ReplayFileError as error:
        raise ReplayError(error.field, error.came, error.wanted) from None


def scenario_of(replay: Replay) -> Scenario:
    """The scenario that a replay was played in, by content. Raises ReplayError, LevelNameError, LevelDocumentError."""
    if replay.engine_version != ENGINE_VERSION:
        raise ReplayError("engine_version", repr(replay.engine_version), f"{ENGINE_VERSION!r}, this server's")
    scenario = named_scenario(replay.level) if replay.level_document is None else sent_scenario(replay.level_document.encode())
    if scenario.hash != replay.level_hash:
        raise ReplayError("level_hash", replay.level_hash, f"{scenario.hash}, of the level {replay.level!r} as it is here")
    return scenario


def verify(replay: Replay, progress: Callable[[int], None] | None = None) -> Verdict:
    """Plays a replay again and compares hash by hash, then score and status; `progress` hears of every step."""
    scenario = scenario_of(replay)
    batch = Batch([scenario.board], [0], [bytes.fromhex(scenario.hash)])
    slot = np.zeros(1, np.int64)
    batch.reset(slot, np.array([replay.seed], np.uint64))
    clock = batch.states.clock[0]
    for i in range(replay.steps + 1):
        if i > 0:
            if clock[C_STATUS] != RUNNING:
                return _verdict(batch, replay, i, f"the episode is over after step {i - 1}, but the replay goes on")
            batch.step(slot, replay.actions[i - 1 : i], replay.ticks_per_step, replay.max_ticks)
        if int(batch.hashes(slot)[0]) != int(replay.hashes[i]):
            where = "the state after the reset" if i == 0 else f"the state after step {i}"
            return _verdict(batch, replay, i, f"{where} differs")
        if progress is not None:
            progress(i)
    return _verdict(batch, replay, None, "")


def _verdict(batch: Batch, replay: Replay, step: int | None, why: str) -> Verdict:
    clock = batch.states.clock[0]
    score, status = float(clock[C_LIFE] - batch.boards.numbers[0, B_LIFE]), int(clock[C_STATUS])
    if step is None and (score, status, int(clock[C_TICK])) != (replay.score, replay.status, replay.ticks):
        said = f"{replay.score:g}, {STATUS_NAMES[replay.status]}, {replay.ticks} ticks"
        came = f"{score:g}, {STATUS_NAMES[status]}, {int(clock[C_TICK])} ticks"
        why = f"all {replay.steps} steps are the same, but the result is not: the file says {said}; it came out as {came}"
    matches = step is None and not why
    actual = int(batch.hashes(np.zeros(1, np.int64))[0])
    expected = int(replay.hashes[-1 if step is None else step])
    explanation = why or f"all {replay.steps} steps came out the same: score {score:g}, {STATUS_NAMES[status]}"
    if step is not None:
        explanation += f": the file says {expected:016x}, it came out as {actual:016x}"
    return Verdict(matches, replay.steps if step is None else step, step, expected, actual, explanation, score, status)
