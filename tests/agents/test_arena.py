"""The arena: the same traces in one process or many, files as episodes end, a clean stop, a failure with its reason."""

import json
from pathlib import Path

import pytest

from garrison_agents.arena import ArenaError, run_arena
from garrison_agents.batch import Job
from garrison_agents.trace import Folder, Trace, unpack_trace

SHORT = 40


def jobs(record: bool = False) -> list[Job]:
    pairs = [(agent, level) for level in ("garrison-1", "garrison-2") for agent in ("greedy", "random")]
    return [Job(agent, level, (0, 1), max_steps=SHORT, record=record) for agent, level in pairs]


def essence(traces: list[Trace]) -> list[tuple[str, str, int, str]]:
    return [(trace.level, trace.agent, trace.seed, trace.state_hash) for trace in traces]


def test_arena_in_workers_gives_the_same_traces() -> None:
    alone = run_arena(jobs(), "local", workers=1)
    apart = run_arena(jobs(), "local", workers=2)
    assert not alone.stopped and not apart.stopped
    assert len(alone.traces) == 8
    assert essence(alone.traces) == essence(apart.traces)


def test_arena_writes_traces_and_replays(tmp_path: Path) -> None:
    seen: list[Trace] = []
    results = run_arena(jobs(record=True), "local", 1, Folder(tmp_path), lambda steps, trace: seen.append(trace) if trace else None)
    assert len(seen) == 8
    files = sorted((tmp_path / "traces").iterdir())
    assert {unpack_trace(path.read_bytes()).state_hash for path in files} == {trace.state_hash for trace in results.traces}
    replay = json.loads((tmp_path / "replays/garrison-1.greedy.0.json").read_bytes())
    assert len(replay["steps"]) == SHORT


def test_arena_stopped_keeps_what_is_done(tmp_path: Path) -> None:
    def interrupt(steps: int, trace: Trace | None) -> None:
        if trace is not None:
            raise KeyboardInterrupt

    results = run_arena(jobs(), "local", 1, Folder(tmp_path), interrupt)
    assert results.stopped
    assert len(results.traces) == len(list((tmp_path / "traces").iterdir())) == 1


def test_arena_failing_worker_names_job_and_reason() -> None:
    broken = [Job("greedy", "no-such-level", (0,)), Job("greedy", "no-such-level", (1,))]
    with pytest.raises(ArenaError, match=r"greedy on no-such-level: .*no-such-level"):
        run_arena(broken, "local", workers=2)
