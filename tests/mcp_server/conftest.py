"""Real `garrison mcp` processes, and what the greedy agent gets when it plays directly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from mcp import StdioServerParameters

from garrison import Description
from garrison.backend import Backend
from garrison_agents.batch import Job, play
from garrison_agents.trace import Trace

SEED = 3
PACE = ("--ticks-per-step", "50")  # a decision a second: quicker, and won all the same
COMMAND = (sys.executable, "-m", "garrison", "mcp")


@pytest.fixture(scope="session")
def description(backend: Backend) -> Description:
    return backend.describe("garrison-1")


@pytest.fixture(scope="session")
def direct(backend: Backend) -> Trace:
    """The greedy agent on garrison-1 without any server or gateway."""
    job = Job("greedy", "garrison-1", (SEED,), ticks_per_step=int(PACE[-1]))
    return next(one[0] for one in play(backend, job, "local") if not isinstance(one, int))


def over_stdio(*options: str) -> StdioServerParameters:
    """A server of the client's own."""
    return StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], *options], env=dict(os.environ))


@contextmanager
def over_http(*options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Its URL, and the process, which ends when asked: a killed one's games would live on, at a target, until their lease is over."""
    command = [*COMMAND, "--http", "127.0.0.1:0", *options]
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        assert process.stdout is not None
        card: dict[str, Any] = json.loads(process.stdout.readline())
        yield card["url"], process


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """Where one server of all tests listens that need no other."""
    with over_http(*PACE) as (address, _):
        yield address
