"""What the tests of language models share: configs for the scripted endpoint, runs made by the real command, direct play."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from garrison.backend import Backend
from garrison_agents.batch import Job, play
from garrison_agents.trace import Trace
from garrison_agents.witness.files import witness_score
from llm.endpoint import Endpoint

LEVELS = ("garrison-1", "garrison-2")
Config = Callable[..., Path]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is marked litellm unless the command line names it."""
    if "litellm" not in config.option.markexpr:
        out = [item for item in items if item.get_closest_marker("litellm")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(LEVELS) as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, endpoint: Endpoint) -> Config:
    """Writes run.json for models of the scripted endpoint, all of the same settings."""

    def write(models: list[str], name: str = "run", model: dict[str, Any] | None = None, **fields: Any) -> Path:
        settings = {"base_url": endpoint.url, "api_key_env": "", "backoff_s": 0.01, "retries": 2, **(model or {})}
        body = {"name": name, "models": [{"name": one, "model": one, **settings} for one in models], **fields}
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(body), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def garrison_command() -> Command:
    """Runs `garrison ...` as a process of its own."""

    def run(*words: object, timeout_s: float = 240.0) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "garrison", *map(str, words)]
        environment = {**os.environ, "COLUMNS": "200"}
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, env=environment, check=False)

    return run


@pytest.fixture
def evaluated(tmp_path: Path, garrison_command: Command) -> Callable[..., Path]:
    """The folder of a run that the command has played."""

    def run(config: Path, *words: str, code: int = 0) -> Path:
        done = garrison_command("evaluate", config, "--out", tmp_path / "runs", "--json", *words)
        assert done.returncode == code, done.stdout + done.stderr
        return tmp_path / "runs" / config.stem

    return run


def results(run: Path) -> dict[str, dict[str, Any]]:
    """A run's episodes by their ids."""
    return {path.stem: json.loads(path.read_bytes()) for path in sorted((run / "episodes").iterdir())}


def played_directly(backend: Backend, agent: str, level: str, seeds: tuple[int, ...], ticks_per_step: int) -> list[Trace]:
    """The same agent without any model, server or gateway."""
    job = Job(agent, level, seeds, witness=witness_score(level), ticks_per_step=ticks_per_step)
    return sorted((one[0] for one in play(backend, job, "local") if not isinstance(one, int)), key=lambda trace: trace.seed)
