"""One episode's record, and the folder that keeps records and replays."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
STATUSES: Final = ("running", "won", "lost", "cut")


@dataclass(frozen=True)
class Trace:
    """What one agent did in one episode, in numbers."""

    agent: str
    level: str
    level_hash: str
    seed: int
    engine_version: str
    score: float  # sum of leaks, in [-life, 0]
    normalised: float  # 0: nothing done, 1: the best known
    status: str  # won, lost, cut by the limit, or running when stopped
    waves: int  # waves begun
    waves_total: int
    leaks: int
    steps: int
    ticks: int
    valid_rate: float  # accepted actions over all actions
    no_effect: int  # accepted, yet without effect
    codes: dict[str, int]  # refused actions by error code; -1: replies that no action could be read from
    gold_left: float
    state_hash: str  # hex, of the last state
    wall_s: float  # the agent's and the server's time, as shared among the episodes of its batch
    target: str
    mode: str = "defense"
    seats: tuple[str, ...] = ()  # each seat's agent where there are several; then all else counts for all of them together
    seat_valid: tuple[float, ...] = ()  # valid_rate by seat

    @property
    def won(self) -> bool:
        return self.status == "won"

    @property
    def label(self) -> str:
        """A file name without ending: agent, level, seed."""
        return re.sub(r"[^A-Za-z0-9._-]+", "_", f"{self.level}.{self.agent}.{self.seed}")


def pack_trace(trace: Trace) -> bytes:
    """JSON of one trace, keys in a fixed order."""
    return json.dumps({"format": FORMAT, **asdict(trace)}, indent=1).encode() + b"\n"


class TraceError(ValueError):
    """A trace file that cannot be read."""


def unpack_trace(data: bytes, source: str = "<bytes>") -> Trace:
    """Read what pack_trace wrote; raises TraceError naming the source and the fault."""
    try:
        fields: dict[str, Any] = json.loads(data)
        if not isinstance(fields, dict) or fields.pop("format", None) != FORMAT:
            raise ValueError(f"not a trace of format {FORMAT}")
        several: dict[str, Any] = {name: tuple(fields[name]) for name in ("seats", "seat_valid") if name in fields}
        return Trace(**fields | several)
    except (ValueError, TypeError) as error:
        raise TraceError(f"{source}: {error}") from error


class Folder:
    """A run's directory: `traces/*.json` and `replays/*.json`, one of each per episode."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name in ("traces", "replays"):
            (path / name).mkdir(parents=True, exist_ok=True)

    def keep(self, trace: Trace, replay: bytes | None) -> None:
        """Write one episode's files; an earlier run's file of the same label is replaced."""
        (self.path / "traces" / f"{trace.label}.json").write_bytes(pack_trace(trace))
        if replay is not None:
            (self.path / "replays" / f"{trace.label}.json").write_bytes(replay)
