"""Replays: one episode as a file that anybody can play again, and the check that it comes out the same.

A replay is JSON: scenario, level hash (and the level itself where it is not a server's), engine version, seed, options,
native actions, and a 64-bit state hash for the start and for every step. A benchmark level's witness is such a file.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.level import level_text
from garrison_server.batch import Batch
from garrison_server.board import B_LIFE
from garrison_server.refusal import ReplayError
from garrison_server.replay_schema import checked_document
from garrison_server.rules import ENGINE_VERSION
from garrison_server.scenario import Scenario, named_scenario, sent_scenario
from garrison_server.session import Session
from garrison_server.state import C_LIFE, C_STATUS, C_TICK, RUNNING

FORMAT: Final = "garrison-replay"
STATUS_NAMES: Final = ("running", "won", "lost", "cut")


@dataclass(frozen=True)
class Replay:
    """One episode."""

    level: str  # its name
    level_hash: str  # sha256 hex
    level_document: str | None  # the level file, where the level is not one of a server's own
    mode: str
    engine_version: str
    seed: int
    ticks_per_step: int
    max_ticks: int
    actions: NDArray[np.float64]  # (steps, 3) native; NaN where an action was not finite
    hashes: NDArray[np.uint64]  # (steps + 1,) after the reset and after every step
    score: float
    status: int  # as in Outcome
    ticks: int

    @property
    def steps(self) -> int:
        """Decisions taken."""
        return len(self.actions)


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


def pack_replay(replay: Replay) -> bytes:
    """A replay as a file's bytes: one action and its hash a line."""
    head = {
        "format": FORMAT, "version": 1, "engine_version": replay.engine_version, "mode": replay.mode, "level": replay.level,
        "level_hash": replay.level_hash, "level_document": replay.level_document, "seed": replay.seed,
        "options": {"ticks_per_step": replay.ticks_per_step, "max_ticks": replay.max_ticks},
        "result": {"steps": replay.steps, "ticks": replay.ticks, "score": replay.score, "status": STATUS_NAMES[replay.status]},
        "start_hash": f"{int(replay.hashes[0]):016x}",
    }  # fmt: skip
    lines = ["{"] + [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}," for key, value in head.items()]
    rows = [
        json.dumps([*(value if math.isfinite(value) else None for value in action), f"{digest:016x}"])
        for action, digest in zip(replay.actions.tolist(), replay.hashes[1:].tolist(), strict=True)
    ]
    return "\n".join([*lines, '"steps": [' + ",\n".join(rows) + "]", "}", ""]).encode()


def write_replay(replay: Replay, path: str | Path) -> None:
    """Writes a replay file; raises OSError as `open` does."""
    Path(path).write_bytes(pack_replay(replay))


def read_replay(data: bytes, source: str = "replay") -> Replay:
    """The replay in a file's bytes. Raises ReplayError, which names the field, what came and what was wanted."""
    document = checked_document(data, source)
    steps = document["steps"]
    rows = [[math.nan if value is None else float(value) for value in step[:3]] for step in steps]
    hashes = [int(document["start_hash"], 16)] + [int(step[3], 16) for step in steps]
    return Replay(
        level=document["level"], level_hash=document["level_hash"], level_document=document["level_document"], mode=document["mode"],
        engine_version=document["engine_version"], seed=document["seed"], ticks_per_step=document["options"]["ticks_per_step"],
        max_ticks=document["options"]["max_ticks"], actions=np.array(rows, np.float64).reshape(-1, 3), hashes=np.array(hashes, np.uint64),
        score=float(document["result"]["score"]), status=STATUS_NAMES.index(document["result"]["status"]),
        ticks=document["result"]["ticks"],
    )  # fmt: skip


def load_replay(path: str | Path) -> Replay:
    """The replay in a file. Raises ReplayError, also when the file cannot be read."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ReplayError(str(path), error.strerror or str(error), "a readable replay file") from None
    return read_replay(data, str(path))


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
