"""What the agents' tests share: a backend in this process, the command line as a real process, and a small Ray."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def garrison_command() -> Command:
    """Run `garrison ...` as a process of its own."""

    def run(*words: object, timeout_s: float = 240.0) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "garrison", *map(str, words)]
        environment = {**os.environ, "COLUMNS": "200"}
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, env=environment, check=False)

    return run


@pytest.fixture(scope="module")
def ray_up() -> Iterator[None]:
    """A Ray as training starts it, for the group `ray`. It ends with its module: a process whose Ray dies does not outlive it."""
    from garrison_agents.apex.cluster import RayCluster
    from garrison_agents.apex.settings import HERE

    with RayCluster(HERE, actors=3):
        yield
