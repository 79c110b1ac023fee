"""Replay files: one episode that anybody can play again, as the server writes it and both sides read it.

A replay is JSON: scenario, level hash (and the level itself where it is not a server's), engine version, seed, options,
native actions, and a 64-bit state hash for the start and for every step. A benchmark level's witness is such a file.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import Rules
from garrison_proto.replay_modes import action_shape
from garrison_proto.replay_schema import ReplayFileError, checked_document

FORMAT: Final = "garrison-replay"
STATUS_NAMES: Final = ("running", "won", "lost", "cut")


@dataclass(frozen=True)
class Replay:
    """One episode. In modes of several seats `actions` has an axis of them behind the steps; in the commons it is (steps, seats)."""

    level: str  # its name; in the commons "commons"
    level_hash: str  # sha256 hex; with several seats of level and rules together
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
    rules: Rules | None = None  # of the mode; None: defense
    messages: tuple[tuple[int, int, str], ...] = ()  # step, seat, and what it said along with its action

    @property
    def steps(self) -> int:
        """Decisions taken."""
        return len(self.actions)


def pack_replay(replay: Replay) -> bytes:
    """A replay as a file's bytes: one action and its hash a line."""
    head = {
        "format": FORMAT, "version": 1, "engine_version": replay.engine_version, "mode": replay.mode, "level": replay.level,
        "level_hash": replay.level_hash, "level_document": replay.level_document, "seed": replay.seed,
        "options": {"ticks_per_step": replay.ticks_per_step, "max_ticks": replay.max_ticks},
        "result": {"steps": replay.steps, "ticks": replay.ticks, "score": replay.score, "status": STATUS_NAMES[replay.status]},
        "start_hash": f"{int(replay.hashes[0]):016x}",
    }  # fmt: skip
    if replay.rules is not None:
        head |= {"rules": asdict(replay.rules), "messages": replay.messages}
    lines = ["{"] + [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}," for key, value in head.items()]
    flat = replay.actions.reshape(replay.steps, math.prod(replay.actions.shape[1:]))
    rows = [
        json.dumps([*(value if math.isfinite(value) else None for value in action), f"{digest:016x}"])
        for action, digest in zip(flat.tolist(), replay.hashes[1:].tolist(), strict=True)
    ]
    return "\n".join([*lines, '"steps": [' + ",\n".join(rows) + "]", "}", ""]).encode()


def unpack_replay(data: bytes, source: str = "replay") -> Replay:
    """The replay in a file's bytes. Raises ReplayFileError, which names the field, what came and what was wanted."""
    document = checked_document(data, source)
    steps = document["steps"]
    rows = [[math.nan if value is None else float(value) for value in step[:-1]] for step in steps]
    hashes = [int(document["start_hash"], 16)] + [int(step[-1], 16) for step in steps]
    shape = (len(steps), *action_shape(document["mode"], document["rules"]))
    return Replay(
        level=document["level"], level_hash=document["level_hash"], level_document=document["level_document"], mode=document["mode"],
        engine_version=document["engine_version"], seed=document["seed"], ticks_per_step=document["options"]["ticks_per_step"],
        max_ticks=document["options"]["max_ticks"], actions=np.array(rows, np.float64).reshape(shape), hashes=np.array(hashes, np.uint64),
        score=float(document["result"]["score"]), status=STATUS_NAMES.index(document["result"]["status"]),
        ticks=document["result"]["ticks"], rules=document["rules"],
        messages=tuple((step, seat, text) for step, seat, text in document.get("messages", ())),
    )  # fmt: skip


def load_replay(path: str | Path) -> Replay:
    """The replay in a file. Raises ReplayFileError, also when the file cannot be read."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ReplayFileError(str(path), error.strerror or str(error), "a readable replay file") from None
    return unpack_replay(data, str(path))
