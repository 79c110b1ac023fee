"""A connection, a session, an environment: each survives a fork of its process."""

import subprocess
import sys
from pathlib import Path

import pytest

import garrison

SCRIPT = Path(__file__).with_name("forking.py")


@pytest.mark.parametrize("scenario", ["connection", "environment", "vector"])
def test_remote_survives_a_fork(scenario: str, server: garrison.OwnServer) -> None:
    run(scenario, server.address)


@pytest.mark.parametrize("scenario", ["environment", "vector"])
def test_local_survives_a_fork(scenario: str) -> None:
    run(scenario, "local")


def run(scenario: str, target: str) -> None:
    ended = subprocess.run([sys.executable, str(SCRIPT), scenario, target], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
