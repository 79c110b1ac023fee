"""Killed with -9 in the middle, twice, and resumed: the result is an unbroken run's, and nothing was paid for twice."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from llm.conftest import Config, results
from llm.endpoint import Endpoint

MODELS = ["greedy"]
SETTINGS: dict[str, Any] = {
    "seeds": [0, 1, 2],
    "ticks_per_step": 240,
    "parallel": 3,
    "strategies": [{"kind": "zero_shot"}, {"kind": "reflection"}],
}
TIMES = ("latency",)  # what may differ


def start(config: Path, out: Path, *words: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "garrison", "evaluate", str(config), "--out", str(out), "--quiet", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def kill_after(process: "subprocess.Popen[bytes]", endpoint: Endpoint, requests: int) -> None:
    """SIGKILL to the evaluation once so many requests more have come."""
    until = endpoint.total + requests
    while endpoint.total < until:
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def without_times(run: Path) -> dict[str, Any]:
    return {name: {key: value for key, value in result.items() if key not in TIMES} for name, result in results(run).items()}


def transcripts(run: Path) -> dict[str, list[Any]]:
    return {path.name: [json.loads(line) for line in path.read_text().splitlines()] for path in (run / "transcripts").iterdir()}


def test_killed_twice_and_resumed_is_as_if_never_killed(config: Config, endpoint: Endpoint, tmp_path: Path) -> None:
    unbroken = start(config(MODELS, **SETTINGS), tmp_path / "unbroken")
    assert unbroken.wait(200) == 0, unbroken.stderr and unbroken.stderr.read()
    wanted, calls = without_times(tmp_path / "unbroken/run"), endpoint.total
    endpoint.forget()

    endpoint.delay_s = 0.05  # so that requests are on their way when the blow falls
    kill_after(start(config(MODELS, **SETTINGS), tmp_path / "broken"), endpoint, 30)
    kill_after(start(config(MODELS, **SETTINGS), tmp_path / "broken", "--resume"), endpoint, 30)
    endpoint.delay_s = 0.0
    last = start(config(MODELS, **SETTINGS), tmp_path / "broken", "--resume")
    assert last.wait(200) == 0, last.stderr and last.stderr.read()

    assert without_times(tmp_path / "broken/run") == wanted
    assert transcripts(tmp_path / "broken/run") == transcripts(tmp_path / "unbroken/run")
    assert endpoint.total == calls
    assert set(endpoint.requests.values()) == {1}
    assert last.stderr is not None and b"paid for twice" not in last.stderr.read()


def test_two_evaluations_cannot_play_one_run(config: Config, endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.delay_s = 0.5  # so that the first still plays when the second begins, on a busy machine too
    path = config(["noop"], seeds=[0], max_steps=100)
    first = start(path, tmp_path / "runs")
    while endpoint.total < 3:
        time.sleep(0.01)
    second = start(path, tmp_path / "runs", "--resume")
    assert second.wait(60) == 2
    assert second.stderr is not None and b"another evaluation is playing this run" in second.stderr.read()
    first.send_signal(signal.SIGINT)
    assert first.wait(60) == 130
    assert set(endpoint.requests.values()) == {1}
