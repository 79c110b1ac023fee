"""What the agents' tests share: a backend in this process, and the command line as a real process."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from garrison.backend import Backend, load_backend

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def backend() -> Iterator[Backend]:
    loaded = load_backend("local")
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def garrison_command() -> Command:
    """Run `garrison ...` as a process of its own."""

    def run(*words: object, timeout_s: float = 240.0) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "garrison", *map(str, words)]
        environment = {**os.environ, "COLUMNS": "200"}
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, env=environment, check=False)

    return run
