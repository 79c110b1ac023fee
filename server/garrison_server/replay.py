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
from garrison_proto.records import OpenOptions
from garrison_proto.replay_file import STATUS_NAMES, Replay, pack_replay, unpack_replay
from garrison_proto.replay_modes import action_shape
from garrison_proto.replay_schema import ReplayFileError
from garrison_server.plan import Plan, engine_version, plan_of
from garrison_server.refusal import ReplayError
from garrison_server.session import Session
from garrison_server.world import Games, world_of


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
    recording, plan = session.recording(slot), session.plan
    document = None
    if plan.scenarios:
        scenario = plan.scenarios[plan.level_of[slot]]
        document = None if scenario.served else level_text(scenario.level)
    actions = np.array(recording.actions, np.float64).reshape(recording.steps, *action_shape(plan.options.mode, plan.rules))
    return Replay(
        level=session.opened.levels[slot], level_hash=session.opened.level_hashes[slot], level_document=document,
        mode=session.options.mode, engine_version=session.opened.engine_version, seed=recording.seed,
        ticks_per_step=session.options.ticks_per_step, max_ticks=session.options.max_ticks,
        actions=np.where(np.isfinite(actions), actions, np.nan), hashes=np.array(recording.hashes, np.uint64),
        score=recording.score, status=recording.status, ticks=recording.ticks, rules=plan.rules, messages=tuple(recording.messages),
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


def plan_of_replay(replay: Replay) -> Plan:
    """The plan that a replay was played by, the same by content. Raises ReplayError, LevelNameError, LevelDocumentError, FieldError."""
    if replay.engine_version != engine_version(replay.mode):
        raise ReplayError("engine_version", repr(replay.engine_version), f"{engine_version(replay.mode)!r}, this server's")
    names, documents = ((replay.level,), ()) if replay.level_document is None else ((), (replay.level_document.encode(),))
    if replay.mode == "commons":
        names, documents = (), ()
    options = OpenOptions(
        levels=names, level_documents=documents, mode=replay.mode, rules=replay.rules, views=(),
        ticks_per_step=replay.ticks_per_step, max_ticks=replay.max_ticks,
    )  # fmt: skip
    plan = plan_of(options, 1)
    opened = plan.opened("", "")
    if replay.level_hash != opened.level_hashes[0]:
        raise ReplayError("level_hash", replay.level_hash, f"{opened.level_hashes[0]}, of the level {replay.level!r} as it is here")
    return plan


def verify(replay: Replay, progress: Callable[[int], None] | None = None) -> Verdict:
    """Plays a replay again and compares hash by hash, then score and status; `progress` hears of every step."""
    plan = plan_of_replay(replay)
    world, slot = world_of(plan, 1), np.zeros(1, np.int64)
    world.batch.reset(slot, np.array([replay.seed], np.uint64))
    for i in range(replay.steps + 1):
        if i > 0:
            if world.batch.finished()[0]:
                return _verdict(world.batch, replay, i, f"the episode is over after step {i - 1}, but the replay goes on")
            world.step(slot, replay.actions[i - 1 : i])
        if int(world.batch.hashes(slot)[0]) != int(replay.hashes[i]):
            where = "the state after the reset" if i == 0 else f"the state after step {i}"
            return _verdict(world.batch, replay, i, f"{where} differs")
        if progress is not None:
            progress(i)
    return _verdict(world.batch, replay, None, "")


def _verdict(games: Games, replay: Replay, step: int | None, why: str) -> Verdict:
    standing = games.tell(np.zeros(1, np.int64))
    score, status, ticks = float(standing.scores[0]), int(standing.status[0]), int(standing.ticks[0])
    if step is None and (score, status, ticks) != (replay.score, replay.status, replay.ticks):
        said = f"{replay.score:g}, {STATUS_NAMES[replay.status]}, {replay.ticks} ticks"
        came = f"{score:g}, {STATUS_NAMES[status]}, {ticks} ticks"
        why = f"all {replay.steps} steps are the same, but the result is not: the file says {said}; it came out as {came}"
    matches = step is None and not why
    actual, expected = int(standing.hashes[0]), int(replay.hashes[-1 if step is None else step])
    explanation = why or f"all {replay.steps} steps came out the same: score {score:g}, {STATUS_NAMES[status]}"
    if step is not None:
        explanation += f": the file says {expected:016x}, it came out as {actual:016x}"
    return Verdict(matches, replay.steps if step is None else step, step, expected, actual, explanation, score, status)
