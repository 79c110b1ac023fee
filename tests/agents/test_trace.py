"""Traces: written, read back, and refused when damaged."""

import json
from pathlib import Path

import pytest

from garrison_agents.trace import Folder, Trace, TraceError, pack_trace, unpack_trace

TRACE = Trace(
    agent="greedy", level="garrison-1", level_hash="ab", seed=3, engine_version="1", score=-2.0, normalised=0.9, status="won", waves=5,
    waves_total=5, leaks=2, steps=300, ticks=4800, valid_rate=0.99, no_effect=1, codes={"2": 3}, gold_left=17.0, state_hash="00ff",
    wall_s=0.5, target="local",
)  # fmt: skip


def test_unpack_trace_gives_what_was_packed() -> None:
    assert unpack_trace(pack_trace(TRACE)) == TRACE
    assert TRACE.won


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": 2}', b'{"format": 1}', b'{"format": 1, "agent": "x", "odd": 1}', b"\xff"])
def test_unpack_trace_damaged_names_the_file(data: bytes) -> None:
    with pytest.raises(TraceError, match=r"mine\.json"):
        unpack_trace(data, "mine.json")


def test_folder_keeps_trace_and_replay(tmp_path: Path) -> None:
    Folder(tmp_path / "run").keep(TRACE, b"{}")
    (trace,) = (tmp_path / "run/traces").iterdir()
    (replay,) = (tmp_path / "run/replays").iterdir()
    assert trace.name == replay.name == "garrison-1.greedy.3.json"
    assert json.loads(trace.read_text())["score"] == -2.0


def test_label_is_a_safe_file_name() -> None:
    odd = Trace(**{**TRACE.__dict__, "agent": "../my module:Agent", "level": "generated:1:2"})
    assert "/" not in odd.label and ":" not in odd.label
