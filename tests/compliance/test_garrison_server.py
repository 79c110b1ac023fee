"""The suite against this repository's own server, or against the one at GARRISON_COMPLIANCE_ADDRESS."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.process import ServerProcess
from compliance.suite import *  # noqa: F403


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("GARRISON_COMPLIANCE_ADDRESS")
    if given:
        yield given
        return
    folder = Path(tmp_path_factory.mktemp("s", numbered=True))
    with ServerProcess(["--bind", f"unix:{folder / 's'}", "--max-message-mb", "8", "--grace", "0"]) as server:
        yield server.address
